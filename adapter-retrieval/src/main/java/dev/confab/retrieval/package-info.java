/**
 * Finds the passages that may ground an answer, with an embedded Lucene index.
 */
@NullMarked
package dev.confab.retrieval;

import org.jspecify.annotations.NullMarked;
