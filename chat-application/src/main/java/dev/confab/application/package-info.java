/**
 * The door to Confab for a program that embeds it: {@link dev.confab.application.Confab} takes ports and gives use cases.
 *
 * <p>
 * No framework, no logging, no JSON; adapters bring those.
 */
@NullMarked
package dev.confab.application;

import org.jspecify.annotations.NullMarked;
