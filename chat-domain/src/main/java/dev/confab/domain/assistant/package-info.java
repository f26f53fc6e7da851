/**
 * Assistants: what their owners tell a model to be, where they are kept, and what of them holds for a turn.
 */
@NullMarked
package dev.confab.domain.assistant;

import org.jspecify.annotations.NullMarked;
