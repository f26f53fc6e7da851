/**
 * How this process makes documents searchable: it claims versions from the store, reads, cuts and embeds them in steps that
 * another process can go on from, publishes them, and tells those who watch. It also brings the vectors of all passages into
 * the space of its embedder, and an operator's files into the store.
 *
 * <p>
 * Not exported: the use cases of {@code document} and {@code retrieval} are the way in.
 */
@NullMarked
package dev.confab.application.ingestion;

import org.jspecify.annotations.NullMarked;
