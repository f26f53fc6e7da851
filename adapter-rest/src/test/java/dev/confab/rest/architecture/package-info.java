/**
 * The walls of the hexagon as rules, and a deliberately bad fixture for each of them: a rule that cannot fail is no wall.
 */
@NullMarked
package dev.confab.rest.architecture;

import org.jspecify.annotations.NullMarked;
