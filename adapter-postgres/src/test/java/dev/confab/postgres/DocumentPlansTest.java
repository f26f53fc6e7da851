package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.DocumentFixtures;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentAdding;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.Unembedded;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.retrieval.Scope;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How documents are read: by indexes, also on a connection from before there were any. */
class DocumentPlansTest {

    private static final Owner ADA = new Owner("ada");

    @Test
    void calls_onAConnectionFromBeforeThereWereRows_useIndexes() throws Exception {
        String server = SharedDatabase.server().url();
        execute(server, "CREATE DATABASE document_plans OWNER confab_server");
        String url = server.replaceFirst("/postgres$", "/document_plans");
        try (ApplicationContext beans = SharedDatabase.beans(url, "database.pool-size", "1")) {
            for (int round = 0; round < 8; round++) {
                callAll(beans);
            }
            fill(url);
            String before = wholeReads(beans);
            long read = rowsRead(url);

            for (int round = 0; round < 5; round++) {
                callAll(beans);
            }

            assertEquals(before, wholeReads(beans));
            assertTrue(rowsRead(url) - read < 10_000, () -> "all rows are read");
        }
    }

    /** Documents of others, all of them searchable and with vectors in the space in use. */
    private static void fill(String url) throws SQLException {
        execute(url, """
                INSERT INTO documents (id, owner, digest, latest, searchable, position, created_at)
                SELECT gen_random_uuid(), 'bob', '\\x00', 1, 1, -n, now() FROM generate_series(1, 5000) n""");
        execute(url, """
                INSERT INTO document_versions (document_id, version, owner, title, kind, bytes, digest, status, progress,
                    passages, length, due_at, created_at, finished_at)
                SELECT id, 1, owner, 'title', 'chunks', 1, digest, 'ready', 'cut', 1, 2, now(), now(), now()
                FROM documents WHERE owner = 'bob'""");
        execute(url, """
                INSERT INTO passages (id, document_id, version, ordinal, span_from, text)
                SELECT gen_random_uuid(), id, 1, 0, 0, 'other words' FROM documents WHERE owner = 'bob'""");
        execute(url,
                """
                INSERT INTO passage_terms
                SELECT id, ARRAY[hashtextextended(id::text, 0), 4711], '{1,1}', 2 FROM passages WHERE text = 'other words'""");
        execute(url, """
                INSERT INTO passage_vectors
                SELECT (SELECT min(id) FROM vector_spaces), id, '\\x00' FROM passages WHERE text = 'other words'""");
        execute(url, """
                INSERT INTO document_owners SELECT 'owner ' || n, n, 1, 1, 1 FROM generate_series(1, 5000) n""");
        execute(url,
                """
                INSERT INTO passage_removals SELECT gen_random_uuid(), -n, 'bob', now() FROM generate_series(1, 5000) n""");
    }

    private static void callAll(ApplicationContext beans) {
        DocumentStore documents = beans.getBean(DocumentStore.class);
        IngestionStore ingestion = beans.getBean(IngestionStore.class);
        PassageStore passages = beans.getBean(PassageStore.class);
        String words = "words " + UUID.randomUUID();
        var content = new ContentId(UUID.randomUUID());
        documents.putContent(ADA, content, 0, DocumentFixtures.bytes(words));
        Document document = ((DocumentAdding.Added) documents.add(ADA,
                DocumentFixtures.file(content, "title", words))).document();
        documents.add(ADA, DocumentFixtures.file(new ContentId(UUID.randomUUID()), "title", words));
        IngestionTask task = ingestion.claim(DocumentFixtures.HOLD).orElseThrow();
        ingestion.savePages(ADA, task.key(), DocumentFixtures.HOLD, DocumentFixtures.pages(words), Optional.of(1));
        ingestion.endReading(ADA, task.key(), DocumentFixtures.HOLD, 1);
        ingestion.savePassages(ADA, task.key(), DocumentFixtures.HOLD, DocumentFixtures.cut(words, "more"));
        ingestion.endCutting(ADA, task.key(), DocumentFixtures.HOLD, 2);
        List<Unembedded> lacking = ingestion.unembedded(ADA, task.key(), DocumentFixtures.SPACE, 1);
        ingestion.saveVectors(ADA, task.key(), DocumentFixtures.HOLD, DocumentFixtures.SPACE,
                FilledStore.vectors(lacking, DocumentFixtures.SPACE));
        ingestion.publish(ADA, task.key(), Optional.of(DocumentFixtures.SPACE));
        List<Unembedded> rest = ingestion.claimSpace(DocumentFixtures.HOLD, DocumentFixtures.SPACE, 10);
        ingestion.saveSpace(DocumentFixtures.HOLD, DocumentFixtures.SPACE,
                FilledStore.vectors(rest, DocumentFixtures.SPACE));
        ingestion.claimSpace(DocumentFixtures.HOLD, DocumentFixtures.SPACE, 10);
        ingestion.untilNext();
        long latest = passages.latest(ADA);
        PassageChange change = passages.follow(latest - 1, 10).changes().getFirst();
        passages.read(change, Optional.of(DocumentFixtures.SPACE), 0, 10);
        passages.find(ADA, Scope.ALL, List.of(lacking.getFirst().passage()));
        passages.search(ADA, Scope.ALL, PlainText.of(words), 10);
        passages.search(ADA, Scope.of(Set.of(document.id())), PlainText.of(words), 10);
        documents.find(ADA, document.id());
        documents.findVersion(ADA, document.id(), 1);
        documents.list(ADA, Optional.of(document.id()), 10);
        documents.readContent(ADA, document.id(), 1, 0);
        documents.readPages(ADA, document.id(), 1, 1, 10);
        DocumentId again = FilledStore.of(beans)
                .searchable(ADA, Optional.of(document.id()),
                        Optional.of(DocumentFixtures.SPACE), words, "again");
        documents.delete(ADA, again);
    }

    /** Returns how often each table was read as a whole. */
    private static String wholeReads(ApplicationContext beans) {
        Queries queries = beans.getBean(Queries.class);
        queries.run("flush", "SELECT pg_stat_force_next_flush()", statement -> {}, ResultSet::next);
        return queries.run("whole_reads", "SELECT string_agg(relname || ' ' || seq_scan, ', ' ORDER BY relname) "
                + "FROM pg_stat_user_tables WHERE relname IN ('documents', 'document_versions', 'document_parts', "
                + "'document_pages', 'passages', 'passage_terms', 'passage_vectors', 'document_owners', "
                + "'passage_removals')", statement -> {}, rows -> {
                    rows.next();
                    return new Row(rows).text(1);
                });
    }

    private static long rowsRead(String url) throws SQLException {
        return count(url, "SELECT sum(idx_tup_fetch) FROM pg_stat_user_tables");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = TestConnections.open(url); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(String url, String sql) throws SQLException {
        try (Connection connection = TestConnections.open(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertTrue(rows.next());
            return rows.getLong(1);
        }
    }
}
