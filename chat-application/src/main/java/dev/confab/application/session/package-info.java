/**
 * Reading what is stored of sessions and runs.
 */
@NullMarked
package dev.confab.application.session;

import org.jspecify.annotations.NullMarked;
