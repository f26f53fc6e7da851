/**
 * Searching messages and titles, over HTTP.
 */
@NullMarked
package dev.confab.rest.search;

import org.jspecify.annotations.NullMarked;
