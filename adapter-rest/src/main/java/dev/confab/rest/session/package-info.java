/**
 * {@code /sessions}: making, listing, reading, naming and deleting sessions, and adding to what was said in them;
 * {@code /sync}: the same for copies of sessions on devices that are away.
 */
@NullMarked
package dev.confab.rest.session;

import org.jspecify.annotations.NullMarked;
