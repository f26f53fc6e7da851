package dev.confab.domain.document;

import dev.confab.domain.DocumentId;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is stored when a document is given.
 *
 * @param document the identity of the document, if a new one is made
 * @param replaced the document that this is a new version of; empty for one of its own
 * @param remembered the session that it is a turn of, if a turn is to be remembered; then nothing is replaced
 * @param title    what a person calls it, not blank, at most {@link Document#MAX_TITLE} characters
 * @param source   where its text comes from
 * @param digest   what tells its content from others
 */
public record NewVersion(DocumentId document, Optional<DocumentId> replaced, Optional<SessionId> remembered,
        PlainText title, Source source,
        ContentDigest digest) {

    public NewVersion {
        Objects.requireNonNull(document, "document");
        Objects.requireNonNull(replaced, "replaced");
        Objects.requireNonNull(remembered, "remembered");
        Objects.requireNonNull(source, "source");
        if (remembered.isPresent() && replaced.isPresent()) {
            throw new IllegalArgumentException("a remembered turn replaces nothing");
        }
        Objects.requireNonNull(digest, "digest");
        Document.requireTitle(title);
    }

    /** Where the text of a version comes from. */
    public sealed interface Source {

        /**
         * A file, whose parts have been put into the store before.
         *
         * @param content under which identity its parts were put
         * @param kind    what it is; not {@link SourceKind#CHUNKS}
         * @param bytes   how large it is, at least 1
         */
        record File(ContentId content, SourceKind kind, long bytes) implements Source {
            public File {
                Objects.requireNonNull(content, "content");
                if (kind == SourceKind.CHUNKS) {
                    throw new IllegalArgumentException("chunks are no file");
                }
                if (bytes < 1) {
                    throw new IllegalArgumentException("a file is not empty");
                }
            }
        }

        /**
         * Passages that somebody else has cut. The version's text is theirs; what stands between them is not known.
         *
         * @param pages    the version's text, in parts
         * @param passages at least one
         */
        record Chunks(List<PageText> pages, List<Passage> passages) implements Source {
            public Chunks {
                pages = List.copyOf(pages);
                passages = List.copyOf(passages);
                if (passages.isEmpty()) {
                    throw new IllegalArgumentException("there is at least one chunk");
                }
            }
        }
    }
}
