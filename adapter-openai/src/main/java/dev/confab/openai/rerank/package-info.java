/** Ratings of passages from whoever serves a {@code /rerank}, as Cohere, Jina and vLLM have it, or Text Embeddings Inference. */
@NullMarked
package dev.confab.openai.rerank;

import org.jspecify.annotations.NullMarked;
