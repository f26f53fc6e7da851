/**
 * The words every concept of Confab speaks: who owns a thing, which thing it is, and text that every store and wire can
 * hold.
 *
 * <p>
 * Every other package of the domain may depend on this one; it depends on none.
 */
@NullMarked
package dev.confab.domain;

import org.jspecify.annotations.NullMarked;
