/** A reranker that asks, against a stand-in over real sockets. */
@NullMarked
package dev.confab.openai.rerank;

import org.jspecify.annotations.NullMarked;
