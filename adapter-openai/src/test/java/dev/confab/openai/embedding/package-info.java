/** An embedder that asks, against a stand-in over real sockets. */
@NullMarked
package dev.confab.openai.embedding;

import org.jspecify.annotations.NullMarked;
