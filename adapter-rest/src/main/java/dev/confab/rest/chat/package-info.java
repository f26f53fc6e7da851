/**
 * {@code POST /chat}: from a body to a command, and from a result to an answer.
 */
@NullMarked
package dev.confab.rest.chat;

import org.jspecify.annotations.NullMarked;
