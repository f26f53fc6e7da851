package dev.confab.rest.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentVersion;
import dev.confab.rest.json.Word;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an export tells of a document, beside what it says. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record ExportedDocument(String format, int version, String documentId, String title,
        @Nullable Integer searchableVersion, String createdAt, List<Given> versions) {

    /** Changes when a reader of an older form would be wrong about this one. */
    private static final int FORM = 1;

    /** One version, and the file beside this one that has what it says. */
    @Serdeable.Serializable(naming = SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Given(int version, String file, String kind, String status, long bytes, String sha256, int passages,
            String createdAt) {

        static Given of(DocumentVersion version) {
            return new Given(version.number(), fileOf(version), Word.of(version.kind()), Word.of(version.status()),
                    version.bytes(), version.digest().hex(), version.passages(), version.createdAt().toString());
        }
    }

    static ExportedDocument of(Document document, List<DocumentVersion> versions) {
        return new ExportedDocument("confab.document", FORM, document.id().toString(), document.title().value(),
                document.searchable().orElse(null), document.createdAt().toString(),
                versions.stream().map(Given::of).toList());
    }

    static String fileOf(DocumentVersion version) {
        return "version-" + version.number() + switch (version.kind()) {
            case PDF -> ".pdf";
            case MARKDOWN -> ".md";
            case PLAIN_TEXT, CHUNKS -> ".txt";
        };
    }
}
