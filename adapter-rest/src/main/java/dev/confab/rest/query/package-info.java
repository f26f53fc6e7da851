/**
 * What the query of an address says, and words without a meaning that stand in one.
 */
@NullMarked
package dev.confab.rest.query;

import org.jspecify.annotations.NullMarked;
