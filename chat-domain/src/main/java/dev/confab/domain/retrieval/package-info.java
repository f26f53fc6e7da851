/**
 * Finding the passages that an answer should rest on. {@link dev.confab.domain.retrieval.ContextRetriever} is the port that
 * turns ask; the others are what a retriever may be built on.
 */
@NullMarked
package dev.confab.domain.retrieval;

import org.jspecify.annotations.NullMarked;
