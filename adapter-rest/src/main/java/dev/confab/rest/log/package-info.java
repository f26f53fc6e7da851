/**
 * The server's logs: one line for each request, as JSON or as text, never with anybody's words.
 */
@NullMarked
package dev.confab.rest.log;

import org.jspecify.annotations.NullMarked;
