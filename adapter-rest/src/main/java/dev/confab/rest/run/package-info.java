/**
 * Runs over HTTP: {@code /runs} and what streams and answers of other calls have in common with it.
 */
@NullMarked
package dev.confab.rest.run;

import org.jspecify.annotations.NullMarked;
