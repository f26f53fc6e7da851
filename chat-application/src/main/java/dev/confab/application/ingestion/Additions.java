package dev.confab.application.ingestion;

import dev.confab.application.document.AddDocument;
import dev.confab.application.document.IngestionSettings;
import dev.confab.domain.DocumentId;
import dev.confab.domain.IdSource;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentAdding;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.ingestion.TextExtractor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Takes documents: stores them, and has somebody look for the work that they are. */
final class Additions implements AddDocument {

    private final DocumentStore documents;
    private final TextExtractor extractor;
    private final IdSource ids;
    private final IngestionSettings settings;
    private final Intake intake;
    private final DocumentWatching watching;
    private final Runnable onAdded;

    /** @param onAdded is told that there is work, and must not block */
    Additions(IngestionPorts ports, IngestionSettings settings, DocumentWatching watching, Runnable onAdded) {
        this.documents = ports.documents();
        this.extractor = ports.extractor();
        this.ids = ports.ids();
        this.settings = settings;
        this.intake = new Intake(documents, ids, settings.maxBytes());
        this.watching = watching;
        this.onAdded = onAdded;
    }

    @Override
    public Result upload(Owner owner, Upload upload) {
        Objects.requireNonNull(owner, "owner");
        return upload(owner, new DocumentId(ids.next()), upload);
    }

    /** Takes a file under an identity that somebody else gave. */
    Result upload(Owner owner, DocumentId document, Upload upload) {
        Path file = upload.file();
        if (intake.isTooLarge(file)) {
            return new Result.TooLarge(settings.maxBytes());
        }
        Optional<SourceKind> kind = extractor.kindOf(file);
        if (kind.isEmpty()) {
            return new Result.Unsupported();
        }
        Optional<Intake.Content> content = intake.put(owner, file);
        if (content.isEmpty()) {
            return intake.isTooLarge(file) ? new Result.TooLarge(settings.maxBytes()) : new Result.Unsupported();
        }
        var source = new NewVersion.Source.File(content.get().id(), kind.get(), content.get().bytes());
        return add(owner, new NewVersion(document, upload.replaces(), Optional.empty(), title(upload.title()), source,
                content.get().digest()));
    }

    @Override
    public Result store(Owner owner, Chunks chunks) {
        Objects.requireNonNull(owner, "owner");
        List<Chunk> pieces = chunks.chunks();
        if (pieces.size() > settings.maxChunks()) {
            return new Result.ChunkTooLong(Optional.empty(), settings.maxChunks());
        }
        long bytes = 0;
        for (int at = 0; at < pieces.size(); at++) {
            String text = pieces.get(at).text().value();
            if (text.length() > settings.maxChunk()) {
                return new Result.ChunkTooLong(Optional.of(at), settings.maxChunk());
            }
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > settings.maxBytes()) {
                return new Result.TooLarge(settings.maxBytes());
            }
        }
        var document = new DocumentId(ids.next());
        PlainText title = title(chunks.title());
        return add(owner, new NewVersion(document, chunks.replaces(), Optional.empty(), title,
                ChunkedText.source(document, title, pieces, ids), ChunkedText.digest(pieces)));
    }

    private Result add(Owner owner, NewVersion version) {
        return switch (documents.add(owner, version)) {
            case DocumentAdding.Added added -> accepted(added.document(), false);
            case DocumentAdding.Known known -> accepted(known.document(), true);
            case DocumentAdding.NothingToReplace nothing -> new Result.NothingToReplace();
        };
    }

    private Result accepted(Document document, boolean known) {
        if (!document.latest().status().isFinal()) {
            onAdded.run();
        }
        return new Result.Accepted(document, known);
    }

    private static PlainText title(PlainText given) {
        String title = given.value().strip();
        if (title.length() <= Document.MAX_TITLE) {
            return PlainText.of(title);
        }
        int end = Character.isHighSurrogate(title.charAt(Document.MAX_TITLE - 1)) ? Document.MAX_TITLE - 1
                : Document.MAX_TITLE;
        return PlainText.of(title.substring(0, end));
    }

    @Override
    public Optional<Document> await(Owner owner, DocumentId document, Duration patience) {
        return watching.await(owner, document, patience);
    }
}
