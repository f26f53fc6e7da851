/**
 * The execution of one turn: its states, how it may end, what it used, and the stored account of what was sent.
 */
@NullMarked
package dev.confab.domain.run;

import org.jspecify.annotations.NullMarked;
