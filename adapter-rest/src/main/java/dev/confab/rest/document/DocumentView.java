package dev.confab.rest.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentFailure;
import dev.confab.domain.document.DocumentVersion;
import dev.confab.rest.json.Word;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A document as clients read it: what is told of a version is told of the newest one.
 *
 * @param stored how many passages that the client had cut are stored; only in the answer to such a request
 */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record DocumentView(String documentId, String title, String kind, int version, @Nullable Integer searchableVersion,
        String status, @Nullable Failure failure, long bytes, int pagesDone, @Nullable Integer pages, int passages,
        int embedded, String createdAt, String updatedAt, @Nullable String finishedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer stored) {

    /** Why a version cannot be searched. */
    @Serdeable.Serializable
    record Failure(String code, String detail) {
        static Failure of(DocumentFailure failure) {
            return new Failure(failure.code(), failure.detail());
        }
    }

    static DocumentView of(Document document) {
        DocumentVersion latest = document.latest();
        return new DocumentView(document.id().toString(), document.title().value(), Word.of(latest.kind()),
                latest.number(), document.searchable().orElse(null), Word.of(latest.status()),
                latest.failure().map(Failure::of).orElse(null), latest.bytes(), latest.pagesDone(),
                latest.pages().orElse(null), latest.passages(), latest.embedded(), document.createdAt().toString(),
                latest.createdAt().toString(), latest.finishedAt().map(Instant::toString).orElse(null), null);
    }

    DocumentView stored(int count) {
        return new DocumentView(documentId, title, kind, version, searchableVersion, status, failure, bytes, pagesDone,
                pages, passages, embedded, createdAt, updatedAt, finishedAt, count);
    }
}
