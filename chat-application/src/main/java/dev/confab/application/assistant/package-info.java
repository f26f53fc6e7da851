/**
 * Making, reading, changing and deleting assistants. How they answer is {@code dev.confab.application.chat}'s.
 */
@NullMarked
package dev.confab.application.assistant;

import org.jspecify.annotations.NullMarked;
