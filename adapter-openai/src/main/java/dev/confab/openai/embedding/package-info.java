/**
 * Vectors from whoever speaks OpenAI's {@code /embeddings}. An answer is believed only if each text has exactly one vector of
 * the one length; LangChain4j's model of it pairs them by their order alone, so requests are made here.
 */
@NullMarked
package dev.confab.openai.embedding;

import org.jspecify.annotations.NullMarked;
