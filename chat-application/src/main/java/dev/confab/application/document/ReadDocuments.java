package dev.confab.application.document;

import dev.confab.application.run.Watch;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentVersion;
import dev.confab.domain.document.PageText;
import dev.confab.domain.fault.StoreFault;
import java.util.List;
import java.util.Optional;

/**
 * Reads documents and follows their way to being searchable. What everybody may read ({@link Owner#EVERYONE}) is read by its
 * identity as if it were the owner's own; it is not in the owner's list. Every method may throw {@link
 * StoreFault}.
 */
public interface ReadDocuments {

    /** Returns the document, if this owner has it. */
    Optional<Document> find(Owner owner, DocumentId document);

    /** Returns one version, if this owner has it. */
    Optional<DocumentVersion> findVersion(Owner owner, DocumentId document, int version);

    /**
     * Returns documents, newest first.
     *
     * @param before the last one of the page before, empty for the first page
     * @param limit  1 to {@link dev.confab.domain.document.DocumentStore#MAX_PAGE}
     */
    List<Document> list(Owner owner, Optional<DocumentId> before, int limit);

    /**
     * Returns what was read of a version.
     *
     * @param from  the first page, from 1
     * @param limit 1 to {@link dev.confab.domain.document.DocumentStore#MAX_PAGE}
     */
    List<PageText> readPages(Owner owner, DocumentId document, int version, int from, int limit);

    /**
     * Returns one part of a version's content as it was given; empty beyond its end, and for pieces that somebody else cut.
     *
     * @param part from 0
     */
    Optional<byte[]> readContent(Owner owner, DocumentId document, int version, int part);

    /**
     * Tells a listener about the newest version of a document: how it is now, each change of that, and last how it ended, or
     * nothing when the document is deleted or this process stops. Calls come one at a time, the first one from the calling
     * thread, and must not block.
     *
     * @return how to stop that; empty if this owner has no such document
     */
    Optional<Watch> watch(Owner owner, DocumentId document, Listener listener);

    /** Who watches a document. */
    interface Listener {

        /** The document is like this now. */
        void on(Document document);

        /** There is nothing more to tell. */
        void end();
    }
}
