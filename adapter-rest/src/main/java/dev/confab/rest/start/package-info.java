/**
 * The start of the server as a program, its words to the one who started it, and its end.
 */
@NullMarked
package dev.confab.rest.start;

import org.jspecify.annotations.NullMarked;
