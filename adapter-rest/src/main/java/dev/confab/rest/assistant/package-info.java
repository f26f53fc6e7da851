/**
 * {@code /assistants}: making, reading, changing and deleting assistants.
 */
@NullMarked
package dev.confab.rest.assistant;

import org.jspecify.annotations.NullMarked;
