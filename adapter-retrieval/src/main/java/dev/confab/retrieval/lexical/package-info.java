/**
 * Words: how a passage stands in a Lucene index to be found by them, and how a question asks for them. Nothing here knows
 * where the index is or who keeps the passages.
 */
@NullMarked
package dev.confab.retrieval.lexical;

import org.jspecify.annotations.NullMarked;
