/** Tests of what holds for a turn. */
@NullMarked
package dev.confab.domain.assistant;

import org.jspecify.annotations.NullMarked;
