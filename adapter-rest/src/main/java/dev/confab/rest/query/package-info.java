/**
 * What the query of an address says.
 */
@NullMarked
package dev.confab.rest.query;

import org.jspecify.annotations.NullMarked;
