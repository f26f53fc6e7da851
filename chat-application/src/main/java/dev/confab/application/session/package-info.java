/**
 * Making, listing, reading, naming and deleting sessions, and adding to what was said in them; keeping copies of
 * sessions the same as what is stored.
 */
@NullMarked
package dev.confab.application.session;

import org.jspecify.annotations.NullMarked;
