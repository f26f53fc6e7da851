/**
 * Whether the server runs and can serve turns, for people and for those who restart it.
 */
@NullMarked
package dev.confab.rest.health;

import org.jspecify.annotations.NullMarked;
