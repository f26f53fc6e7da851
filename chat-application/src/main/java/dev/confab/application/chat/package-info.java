/**
 * Holding a conversation: one turn from the user's message to the stored answer.
 *
 * <p>
 * The interfaces and their nested records are what drivers use; how a turn is executed is nobody's business but this
 * package's.
 */
@NullMarked
package dev.confab.application.chat;

import org.jspecify.annotations.NullMarked;
