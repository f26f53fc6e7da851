/** Tests of what this package promises. */
@NullMarked
package dev.confab.retrieval.language;

import org.jspecify.annotations.NullMarked;
