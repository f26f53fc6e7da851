/**
 * What an answer may rest on: passages of documents, the grounding that asks for them, the citations that point back
 * into them, and {@link dev.confab.domain.document.ContextRetriever}, the port that finds them.
 *
 * <p>
 * How documents are stored and indexed is an adapter's business.
 */
@NullMarked
package dev.confab.domain.document;

import org.jspecify.annotations.NullMarked;
