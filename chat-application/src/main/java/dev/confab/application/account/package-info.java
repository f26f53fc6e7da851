/**
 * All that an owner has: reading it to take it along, erasing it, and forgetting what is old.
 */
@NullMarked
package dev.confab.application.account;

import org.jspecify.annotations.NullMarked;
