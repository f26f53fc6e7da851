/**
 * What is done when nobody waits for it: titles, summaries, and forgetting what is old. When something is worth doing is
 * decided from what a turn's opening and closing tell anyway.
 */
@NullMarked
package dev.confab.application.background;

import org.jspecify.annotations.NullMarked;
