/**
 * Languages: which one a text is in, how its words become terms, and which words say little. Nothing here knows an index.
 */
@NullMarked
package dev.confab.retrieval.language;

import org.jspecify.annotations.NullMarked;
