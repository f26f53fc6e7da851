/**
 * Finds the passages that may ground an answer, with an embedded Lucene index: {@link
 * dev.confab.retrieval.LuceneContextRetriever} for passages a program adds, and {@link
 * dev.confab.retrieval.KnowledgeFolder} for a folder of text files. The server gets the folder that {@code KNOWLEDGE_DIR}
 * names; without it nothing is retrieved.
 */
@NullMarked
package dev.confab.retrieval;

import org.jspecify.annotations.NullMarked;
