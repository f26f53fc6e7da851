/**
 * Searching one's own messages and titles.
 */
@NullMarked
package dev.confab.application.search;

import org.jspecify.annotations.NullMarked;
