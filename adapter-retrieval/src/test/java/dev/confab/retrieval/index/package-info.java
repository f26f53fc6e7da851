/** Tests of what this package promises. */
@NullMarked
package dev.confab.retrieval.index;

import org.jspecify.annotations.NullMarked;
