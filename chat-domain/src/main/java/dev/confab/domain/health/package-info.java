/**
 * How the parts that Confab depends on say whether they can be used now.
 */
@NullMarked
package dev.confab.domain.health;

import org.jspecify.annotations.NullMarked;
