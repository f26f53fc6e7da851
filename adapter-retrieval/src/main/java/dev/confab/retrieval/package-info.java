/**
 * Finds the passages that may ground an answer. A server that keeps documents searches them with {@code index}; {@link
 * dev.confab.retrieval.LuceneContextRetriever} is for programs that add passages themselves and hold them in memory. {@link
 * dev.confab.retrieval.KnowledgeFolder} is the folder of text files that {@code KNOWLEDGE_DIR} names: with a store its files
 * become everybody's documents there, without one they are held in memory.
 */
@NullMarked
package dev.confab.retrieval;

import org.jspecify.annotations.NullMarked;
