/**
 * Making, listing, reading, naming and deleting sessions, and adding to what was said in them.
 */
@NullMarked
package dev.confab.application.session;

import org.jspecify.annotations.NullMarked;
