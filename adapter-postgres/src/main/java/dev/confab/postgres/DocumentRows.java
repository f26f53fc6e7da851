package dev.confab.postgres;

import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.ContentDigest;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentFailure;
import dev.confab.domain.document.DocumentVersion;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.document.TextSpan;
import dev.confab.domain.document.VersionStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads documents, versions, pages and passages from rows, and says which columns that takes. */
final class DocumentRows {

    static final String VERSION_COLUMNS = "v.version, v.kind, v.bytes, v.digest, v.status, v.pages_done, v.pages, "
            + "v.passages, v.embedded, v.failure_code, v.failure_detail, v.created_at, v.finished_at";

    static final String DOCUMENT_COLUMNS = documentColumns("d.");

    private static final int VERSION_COLUMN = 6;

    private DocumentRows() {}

    /** @param of what stands before the name of each column */
    static String documentColumns(String of) {
        return of + String.join(", " + of, "id", "title", "searchable", "remembered", "created_at", "version", "kind",
                "bytes", "digest", "status", "pages_done", "pages", "passages", "embedded", "failure_code",
                "failure_detail", "version_created_at", "finished_at");
    }

    /** @param first the first of its columns */
    static Document document(Row row, int first) throws SQLException {
        return new Document(new DocumentId(row.uuid(first)), PlainText.of(row.text(first + 1)),
                version(row, first - 1 + VERSION_COLUMN),
                row.optionalNumber(first + 2).map(Math::toIntExact),
                row.optionalUuid(first + 3).map(SessionId::new), row.time(first + 4));
    }

    static DocumentVersion version(Row row, int first) throws SQLException {
        Optional<DocumentFailure> failure = row.nullableText(first + 9) == null ? Optional.empty()
                : Optional.of(new DocumentFailure(row.text(first + 9), row.text(first + 10)));
        return new DocumentVersion(row.integer(first), Labels.constant(SourceKind.class, row.text(first + 1)),
                row.number(first + 2), new ContentDigest(HexFormat.of().formatHex(row.bytes(first + 3))),
                Labels.constant(VersionStatus.class, row.text(first + 4)), row.integer(first + 5),
                row.optionalNumber(first + 6).map(Math::toIntExact), row.integer(first + 7), row.integer(first + 8),
                failure, row.time(first + 11), row.optionalTime(first + 12));
    }

    static List<PageText> pages(ResultSet rows) throws SQLException {
        var pages = new ArrayList<PageText>();
        while (rows.next()) {
            var row = new Row(rows);
            pages.add(new PageText(row.integer(1), PlainText.of(row.text(2)),
                    StoredPassages.headings(row.nullableText(3))));
        }
        return pages;
    }

    /** Reads the first eight columns of what the functions about passages return. */
    static Passage passage(Row row) throws SQLException {
        PlainText text = PlainText.of(row.text(5));
        int from = row.integer(6);
        return new Passage(new PassageId(row.uuid(1)), new DocumentId(row.uuid(2)), row.integer(3),
                PlainText.of(row.text(4)), text, new TextSpan(from, from + text.length()),
                StoredPassages.words(row.nullableText(7)), StoredPassages.marks(row.nullableText(8)));
    }
}
