package dev.confab.postgres;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentAdding;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.DocumentVersion;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.document.NewVersion.Source;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.ingestion.NewPassage;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps documents in PostgreSQL. Each method is one statement, one transaction and one round trip, and holds a connection
 * for no longer than that; after the deletion of a large document, what nobody finds any more is cleared away by further
 * ones.
 */
final class PostgresDocumentStore implements DocumentStore {

    private static final String PUT = "SELECT confab_put_content(" + Reach.OWNER + ", ?, ?, ?)";

    private static final String ADD = "SELECT a.o_outcome, " + DocumentRows.documentColumns("(a.o_document).")
            + " FROM confab_add_document(" + Reach.OWNER
            + ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) a";

    private static final String FIND = Reach.ofOwner("SELECT " + DocumentRows.DOCUMENT_COLUMNS
            + " FROM document_states d WHERE d.id = ? AND d.owner = reach.owner");

    private static final String FIND_VERSION = Reach.ofOwner("SELECT " + DocumentRows.VERSION_COLUMNS
            + " FROM document_versions v WHERE v.document_id = ? AND v.version = ? AND v.owner = reach.owner");

    private static final String LIST = "SELECT " + DocumentRows.DOCUMENT_COLUMNS
            + " FROM confab_list_documents(" + Reach.OWNER + ", ?, ?) d";

    private static final String READ_CONTENT = Reach.ofOwner("SELECT p.bytes FROM document_versions v"
            + " JOIN document_parts p ON p.content_id = v.content_id"
            + " WHERE v.document_id = ? AND v.version = ? AND v.owner = reach.owner AND p.part = ?");

    private static final String READ_PAGES = Reach.ofOwner("SELECT g.page, g.text, g.headings FROM document_versions v"
            + " JOIN document_pages g ON g.document_id = v.document_id AND g.version = v.version"
            + " WHERE v.document_id = ? AND v.version = ? AND v.owner = reach.owner AND g.page >= ? ORDER BY g.page LIMIT ?");

    private static final String DELETE = "SELECT o_deleted, o_more FROM confab_delete_document(" + Reach.OWNER + ", ?)";

    private final Queries queries;
    private final DocumentSweep sweep;

    PostgresDocumentStore(Queries queries) {
        this.queries = Objects.requireNonNull(queries, "queries");
        this.sweep = new DocumentSweep(queries);
    }

    @Override
    public void putContent(Owner owner, ContentId content, int part, byte[] bytes) {
        if (part < 0 || bytes.length < 1 || bytes.length > PART) {
            throw new IllegalArgumentException("parts count from 0 and have 1 to " + PART + " bytes");
        }
        boolean own = queries.run("put_content", PUT,
                statement -> new Parameters(statement)
                        .text(owner.value())
                        .uuid(content.value())
                        .integer(part)
                        .bytes(bytes),
                rows -> rows.next() && new Row(rows).bool(1));
        if (!own) {
            throw new IllegalArgumentException("another content has this identity");
        }
    }

    /** What a document was told to be, and how it stands, if it does. */
    private record Told(String outcome, Optional<Document> document) {}

    @Override
    public DocumentAdding add(Owner owner, NewVersion version) {
        Queries.Answer<Told> answer = queries.runTwice("add_document", ADD,
                statement -> bind(statement, owner, version), PostgresDocumentStore::told);
        Told told = answer.value();
        return switch (told.outcome()) {
            case "added" -> new DocumentAdding.Added(told.document().orElseThrow());
            case "known" -> known(told.document().orElseThrow(), version, answer.repeated());
            case "nothing_to_replace" -> new DocumentAdding.NothingToReplace();
            case "no_content" -> throw new IllegalArgumentException("the parts of the content are not all there");
            default -> throw new IllegalArgumentException("a document of another content has this identity");
        };
    }

    /** What is known may be what was just stored, when the connection was lost over the answer. */
    private static DocumentAdding known(Document document, NewVersion version, boolean repeated) {
        return repeated && document.id().equals(version.document()) ? new DocumentAdding.Added(document)
                : new DocumentAdding.Known(document);
    }

    private static void bind(PreparedStatement statement, Owner owner, NewVersion version) throws SQLException {
        var parameters = new Parameters(statement)
                .text(owner.value())
                .uuid(version.document().value())
                .uuid(version.replaced().map(DocumentId::value).orElse(null))
                .uuid(version.remembered().map(SessionId::value).orElse(null))
                .text(version.title().value());
        byte[] digest = HexFormat.of().parseHex(version.digest().hex());
        switch (version.source()) {
            case Source.File(var content, var kind, var bytes) -> {
                parameters.inferred(Labels.of(kind))
                        .number(bytes)
                        .bytes(digest)
                        .uuid(content.value())
                        .integer(Math.toIntExact((bytes + PART - 1) / PART));
                PassageParameters.none(parameters);
            }
            case Source.Chunks(var pages, var passages) -> {
                parameters.inferred(Labels.of(SourceKind.CHUNKS))
                        .number(size(pages))
                        .bytes(digest)
                        .uuid(null)
                        .integer(null);
                PassageParameters.pages(parameters, pages);
                PassageParameters.passages(parameters, owner, numbered(passages));
            }
        }
    }

    private static long size(List<PageText> pages) {
        return pages.stream().mapToLong(page -> page.text().value().getBytes(StandardCharsets.UTF_8).length).sum();
    }

    private static Map<PassageId, NewPassage> numbered(List<Passage> passages) {
        var all = new LinkedHashMap<PassageId, NewPassage>();
        for (Passage passage : passages) {
            all.put(passage.id(), new NewPassage(all.size(), passage.span(), passage.text(), passage.headings(),
                    passage.pages()));
        }
        return all;
    }

    private static Told told(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            throw new IllegalArgumentException("a row is missing");
        }
        var row = new Row(rows);
        return new Told(row.text(1), row.optionalUuid(2).isEmpty() ? Optional.empty()
                : Optional.of(DocumentRows.document(row, 2)));
    }

    @Override
    public Optional<byte[]> readContent(Owner owner, DocumentId document, int version, int part) {
        return queries.run("read_content", READ_CONTENT,
                statement -> version(statement, owner, document, version).integer(part),
                rows -> rows.next() ? Optional.of(new Row(rows).bytes(1)) : Optional.empty());
    }

    @Override
    public Optional<Document> find(Owner owner, DocumentId document) {
        return queries.run("find_document", FIND,
                statement -> new Parameters(statement).text(owner.value()).uuid(document.value()),
                rows -> rows.next() ? Optional.of(DocumentRows.document(new Row(rows), 1)) : Optional.empty());
    }

    @Override
    public Optional<DocumentVersion> findVersion(Owner owner, DocumentId document, int version) {
        return queries.run("find_version", FIND_VERSION, statement -> version(statement, owner, document, version),
                rows -> rows.next() ? Optional.of(DocumentRows.version(new Row(rows), 1)) : Optional.empty());
    }

    @Override
    public List<Document> list(Owner owner, Optional<DocumentId> before, int limit) {
        DocumentStore.requirePage(limit);
        return queries.run("list_documents", LIST,
                statement -> new Parameters(statement)
                        .text(owner.value())
                        .uuid(before.map(DocumentId::value).orElse(null))
                        .integer(limit),
                rows -> {
                    var documents = new ArrayList<Document>();
                    while (rows.next()) {
                        documents.add(DocumentRows.document(new Row(rows), 1));
                    }
                    return documents;
                });
    }

    @Override
    public List<PageText> readPages(Owner owner, DocumentId document, int version, int from, int limit) {
        DocumentStore.requirePage(limit);
        return queries.run("read_pages", READ_PAGES,
                statement -> version(statement, owner, document, version).integer(from).integer(limit),
                DocumentRows::pages);
    }

    private static Parameters version(PreparedStatement statement, Owner owner, DocumentId document, int version)
            throws SQLException {
        return new Parameters(statement).text(owner.value())
                .uuid(document.value())
                .integer(version);
    }

    /** What was deleted, and whether there is something to clear away. */
    private record Deleted(boolean any, boolean more) {}

    @Override
    public boolean delete(Owner owner, DocumentId document) {
        Queries.Answer<Deleted> answer = queries.runTwice("delete_document", DELETE,
                statement -> new Parameters(statement).text(owner.value()).uuid(document.value()),
                rows -> rows.next() ? new Deleted(new Row(rows).bool(1), new Row(rows).bool(2))
                        : new Deleted(false, false));
        if (answer.repeated() && !answer.value().any()) {
            throw new StoreFault.Unavailable("delete_document: the connection was lost after this may have been done",
                    null);
        }
        if (answer.value().more()) {
            sweep.finish();
        }
        return answer.value().any();
    }
}
