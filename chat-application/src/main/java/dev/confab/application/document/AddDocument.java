package dev.confab.application.document;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Document;
import dev.confab.domain.fault.StoreFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Gives Confab a document. Once this returns {@link Result.Accepted} it is stored for good, and is made searchable in the
 * background, here or at another process, whatever ends meanwhile.
 */
public interface AddDocument {

    /**
     * Takes a file. What it is, is told by its content.
     *
     * @throws StoreFault if the store fails: nothing is stored, or it is and saying the same again finds it known
     */
    Result upload(Owner owner, Upload upload);

    /**
     * Takes pieces that somebody else has cut; each becomes one passage.
     *
     * @throws StoreFault if the store fails: nothing is stored, or it is and saying the same again finds it known
     */
    Result store(Owner owner, Chunks chunks);

    /**
     * Waits until the newest version of a document is searchable or has failed.
     *
     * @return the document as it is then, or as it is when the patience ends; empty if this owner has no such document
     * @throws StoreFault if the store fails
     */
    Optional<Document> await(Owner owner, DocumentId document, Duration patience);

    /**
     * A file to take.
     *
     * @param file     a readable file that stays as it is until the call returns; it is not kept
     * @param title    what a person calls it, not blank; cut to {@link Document#MAX_TITLE} characters
     * @param replaces the document that this is a new version of, if it is
     */
    record Upload(Path file, PlainText title, Optional<DocumentId> replaces) {
        public Upload {
            Objects.requireNonNull(file, "file");
            Objects.requireNonNull(replaces, "replaces");
            requireTitle(title);
        }
    }

    /**
     * Pieces to take.
     *
     * @param chunks   in their order, at least one
     * @param title    what a person calls the whole, not blank; cut to {@link Document#MAX_TITLE} characters
     * @param replaces the document that this is a new version of, if it is
     */
    record Chunks(List<Chunk> chunks, PlainText title, Optional<DocumentId> replaces) {
        public Chunks {
            chunks = List.copyOf(chunks);
            Objects.requireNonNull(replaces, "replaces");
            requireTitle(title);
            if (chunks.isEmpty()) {
                throw new IllegalArgumentException("there is at least one chunk");
            }
        }
    }

    /**
     * One piece.
     *
     * @param text     what it says, not blank
     * @param headings the headings above it, outermost first
     */
    record Chunk(PlainText text, List<PlainText> headings) {
        public Chunk {
            headings = List.copyOf(headings);
            if (text.isBlank()) {
                throw new IllegalArgumentException("a chunk is not blank");
            }
        }
    }

    /** What came of it. */
    sealed interface Result {

        /**
         * It is stored.
         *
         * @param document the document with its newest version
         * @param known    whether it was there before with the same content, so that nothing was stored
         */
        record Accepted(Document document, boolean known) implements Result {
            public Accepted {
                Objects.requireNonNull(document, "document");
            }
        }

        /** There is no such document to replace. Nothing was stored. */
        record NothingToReplace() implements Result {}

        /** It is neither a PDF nor text. Nothing was stored. */
        record Unsupported() implements Result {}

        /** It is larger than it may be. Nothing was stored. */
        record TooLarge(long limit) implements Result {}

        /**
         * A piece is longer than it may be, or there are too many. Nothing was stored.
         *
         * @param chunk which one, from 0; empty when there are too many
         * @param limit how many characters a piece may have, or how many pieces there may be
         */
        record ChunkTooLong(Optional<Integer> chunk, int limit) implements Result {}
    }

    private static void requireTitle(PlainText title) {
        if (title.isBlank()) {
            throw new IllegalArgumentException("a title is not blank");
        }
    }
}
