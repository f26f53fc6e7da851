/**
 * Documents, their versions, the texts that were read from them and the passages they are cut into; and {@link
 * dev.confab.domain.document.DocumentStore}, the port that keeps them.
 *
 * <p>
 * How a document becomes searchable is {@code ingestion}'s matter, how it is searched {@code retrieval}'s.
 */
@NullMarked
package dev.confab.domain.document;

import org.jspecify.annotations.NullMarked;
