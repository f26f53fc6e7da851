/**
 * What stands in a prompt for messages that have fallen out of its window. It is made from a log and beside it: logs never
 * change.
 */
@NullMarked
package dev.confab.domain.summary;

import org.jspecify.annotations.NullMarked;
