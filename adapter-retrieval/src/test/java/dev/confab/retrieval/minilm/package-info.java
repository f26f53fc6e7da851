/** The model in this process, and the bean that it is. */
@NullMarked
package dev.confab.retrieval.minilm;

import org.jspecify.annotations.NullMarked;
