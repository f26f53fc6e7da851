/**
 * Whether Confab can serve turns now.
 */
@NullMarked
package dev.confab.application.health;

import org.jspecify.annotations.NullMarked;
