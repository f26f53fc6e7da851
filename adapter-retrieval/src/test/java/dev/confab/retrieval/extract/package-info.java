/** Tests of reading files: what they are, their text, and what becomes of those that are made to do harm. */
@NullMarked
package dev.confab.retrieval.extract;

import org.jspecify.annotations.NullMarked;
