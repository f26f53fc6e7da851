package dev.confab.domain.document;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;
import java.util.List;
import java.util.Optional;

/**
 * Keeps documents: their contents as they were given, the texts that were read from them, and their versions. Blocking;
 * safe for use by several threads and processes at once.
 *
 * <p>
 * What belongs to another owner answers exactly like what does not exist. Each method is one transaction: when it throws,
 * it stored nothing, or its reply was lost. Every method may throw {@link StoreFault}.
 *
 * <p>
 * A version is stored at once and becomes searchable later, by way of {@code IngestionStore}. Versions are kept until their
 * document is deleted, so that citations of earlier ones can be opened.
 */
public interface DocumentStore {

    /** The largest part of a content, in bytes; all parts but the last one have that size. */
    int PART = 256 * 1_024;

    /** The most documents, or pages, one read may ask for. */
    int MAX_PAGE = 200;

    /**
     * Puts one part of a content that is about to be added. Parts that no version refers to within an hour are deleted.
     * Saying the same again changes nothing.
     *
     * @param part  which part, from 0
     * @param bytes 1 to {@value #PART} bytes
     */
    void putContent(Owner owner, ContentId content, int part, byte[] bytes);

    /**
     * Stores a document, or a new version of one, under the number that follows. Content is known when the newest version of
     * another document of this owner has the same digest. {@link NewVersion.Source.Chunks} come with their text and
     * passages, whose document, version and title become those they are stored under, and only wait to be embedded and made
     * searchable. A remembered turn is known by its identity alone, whatever it says, and is never what another document's
     * content is compared with.
     *
     * @throws IllegalArgumentException if the parts of a file's content are not all there, or a document of another content
     *                                  has the identity; nothing was stored
     */
    DocumentAdding add(Owner owner, NewVersion version);

    /** Returns one part of the content of a version, empty beyond its end and where there is no such file. */
    Optional<byte[]> readContent(Owner owner, DocumentId document, int version, int part);

    /** Returns the document, if this owner has it. */
    Optional<Document> find(Owner owner, DocumentId document);

    /** Returns one version of a document, if this owner has it. */
    Optional<DocumentVersion> findVersion(Owner owner, DocumentId document, int version);

    /**
     * Returns this owner's documents, newest first, without remembered turns.
     *
     * @param before the last one of the page before; empty for the first page, and an unknown one gives nothing
     * @param limit  1 to {@value #MAX_PAGE}
     */
    List<Document> list(Owner owner, Optional<DocumentId> before, int limit);

    /**
     * Returns pages of a version's text, as far as they have been read.
     *
     * @param from  the number of the first page, from 1
     * @param limit 1 to {@value #MAX_PAGE}
     */
    List<PageText> readPages(Owner owner, DocumentId document, int version, int from, int limit);

    /**
     * Deletes a document with its contents, texts and passages, in all versions; no search finds it from now on. Citations
     * keep their quotes. Returns whether there was one; repeating it changes nothing.
     */
    boolean delete(Owner owner, DocumentId document);

    /** Checks the size of a page, for those who implement {@link #list} and {@link #readPages}. */
    static void requirePage(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("a limit is 1 to " + MAX_PAGE);
        }
    }
}
