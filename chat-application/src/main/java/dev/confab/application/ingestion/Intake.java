package dev.confab.application.ingestion;

import dev.confab.domain.IdSource;
import dev.confab.domain.Owner;
import dev.confab.domain.document.ContentDigest;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.document.DocumentStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/** Puts files into the store part by part, holding no more of them than one part. */
final class Intake {

    /** A content that is in the store now. */
    record Content(ContentId id, ContentDigest digest, long bytes) {}

    private final DocumentStore documents;
    private final IdSource ids;
    private final long maxBytes;

    Intake(DocumentStore documents, IdSource ids, long maxBytes) {
        this.documents = documents;
        this.ids = ids;
        this.maxBytes = maxBytes;
    }

    /** Returns whether a file is larger than it may be. */
    boolean isTooLarge(Path file) {
        try {
            return Files.size(file) > maxBytes;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Puts a file; empty when it turns out to be larger than it may be, or to be empty. */
    Optional<Content> put(Owner owner, Path file) {
        var content = new ContentId(ids.next());
        MessageDigest digest = ContentDigest.begin();
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] part = in.readNBytes(DocumentStore.PART);
            for (int number = 0; part.length > 0; number++) {
                bytes += part.length;
                if (bytes > maxBytes) {
                    return Optional.empty();
                }
                digest.update(part);
                documents.putContent(owner, content, number, part);
                part = in.readNBytes(DocumentStore.PART);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        return bytes == 0 ? Optional.empty()
                : Optional.of(new Content(content, ContentDigest.of(digest), bytes));
    }

    /** Returns what tells a file from others, without putting it anywhere. */
    static ContentDigest digest(Path file) {
        MessageDigest digest = ContentDigest.begin();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] part = in.readNBytes(DocumentStore.PART);
            while (part.length > 0) {
                digest.update(part);
                part = in.readNBytes(DocumentStore.PART);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        return ContentDigest.of(digest);
    }
}
