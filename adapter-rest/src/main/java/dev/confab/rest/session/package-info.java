/**
 * {@code /sessions}: making, listing, reading, naming and deleting sessions, and adding to what was said in them.
 */
@NullMarked
package dev.confab.rest.session;

import org.jspecify.annotations.NullMarked;
