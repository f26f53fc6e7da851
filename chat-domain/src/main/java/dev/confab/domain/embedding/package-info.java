/**
 * Texts as vectors: {@link dev.confab.domain.embedding.Embedder}, the port that makes them, and the spaces in which they
 * can be compared.
 */
@NullMarked
package dev.confab.domain.embedding;

import org.jspecify.annotations.NullMarked;
