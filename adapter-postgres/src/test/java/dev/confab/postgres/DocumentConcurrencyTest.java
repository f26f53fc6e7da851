package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.DocumentFixtures;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.document.DocumentAdding;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.Unembedded;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageFeed;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.run.Hold;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Many processes at once about the same documents: none waits for another that waits for it, and nothing is missed. */
@TestInstance(Lifecycle.PER_CLASS)
class DocumentConcurrencyTest {

    private static final int THREADS = 8;
    private static final Duration TIME = Duration.ofSeconds(5);

    private final ApplicationContext beans = SharedDatabase.beans(SharedDatabase.server().url(), "database.pool-size",
            Integer.toString(THREADS + 2));
    private final FilledStore store = FilledStore.of(beans);
    private final PassageStore passages = beans.getBean(PassageStore.class);
    private final AtomicInteger calls = new AtomicInteger();

    @BeforeEach
    void clear() {
        FilledStore.clear(beans);
    }

    @AfterAll
    void close() {
        FilledStore.clear(beans);
        beans.close();
    }

    /** A word after a position is never told later: an index that follows has in the end what is there. */
    @Test
    void follow_amongPublicationsAndDeletions_knowsWhatIsThere() throws Exception {
        var mine = new ConcurrentLinkedQueue<DocumentId>();
        Owner ada = FilledStore.owner("ada");
        var index = new HashMap<DocumentId, Integer>();
        var writing = new AtomicInteger(THREADS);
        List<Callable<Void>> work = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            var random = new Random(thread);
            work.add(() -> {
                try {
                    untilTheEnd(() -> write(ada, mine, random));
                } finally {
                    writing.decrementAndGet();
                }
                return null;
            });
        }
        work.add(() -> {
            long at = 0;
            while (writing.get() > 0) {
                at = catchUp(index, at);
            }
            catchUp(index, at);
            return null;
        });

        run(work);

        var there = new HashMap<DocumentId, Integer>();
        catchUp(there, 0);
        assertEquals(there, index);
        assertTrue(calls.get() > 200, () -> "hardly anything happened");
        assertEquals(0, count("SELECT count(*) FROM documents WHERE (searchable IS NULL) <> (position IS NULL)"));
        assertEquals(1, count("SELECT count(*) FROM document_owners o WHERE o.documents = "
                + "(SELECT count(*) FROM documents WHERE searchable IS NOT NULL) AND o.passages = (SELECT count(*) "
                + "FROM passages p JOIN documents d ON d.id = p.document_id AND d.searchable = p.version)"));
        assertEquals(0, count("SELECT count(*) FROM passages p LEFT JOIN documents d ON d.id = p.document_id "
                + "WHERE d.id IS NULL"));
    }

    private void write(Owner owner, ConcurrentLinkedQueue<DocumentId> mine, Random random) {
        int choice = random.nextInt(10);
        Optional<DocumentId> one = Optional.ofNullable(choice < 5 ? null : mine.poll());
        if (choice < 8) {
            Optional<DocumentId> replaced = choice < 7 ? one : Optional.empty();
            if (store.documents()
                    .add(owner,
                            FilledStore.version(replaced, "words " + random.nextLong(),
                                    "more")) instanceof DocumentAdding.Added(var document)) {
                mine.add(document.id());
            }
        } else {
            one.ifPresent(document -> store.documents().delete(owner, document));
        }
        Optional<IngestionTask> claimed = store.ingestion().claim(DocumentFixtures.HOLD);
        claimed.ifPresent(task -> store.ingestion().publish(task.owner(), task.key(), Optional.empty()));
        calls.incrementAndGet();
    }

    private long catchUp(Map<DocumentId, Integer> index, long after) {
        long at = after;
        while (true) {
            PassageFeed feed = passages.follow(at, 5);
            assertTrue(feed.complete());
            if (feed.changes().isEmpty()) {
                return at;
            }
            for (PassageChange change : feed.changes()) {
                assertTrue(change.position() > at, "positions are told in order");
                at = change.position();
                change.version()
                        .ifPresentOrElse(version -> index.put(change.document(), version),
                                () -> index.remove(change.document()));
            }
        }
    }

    /** What is published while another space is taken is in that space too. */
    @Test
    void exchangeOfTheSpace_amongPublications_leavesNothingWithoutVectors() throws Exception {
        Owner ada = FilledStore.owner("ada");
        List<VectorSpace> spaces = List.of(DocumentFixtures.SPACE, DocumentFixtures.OTHER_SPACE);
        var mine = new ConcurrentLinkedQueue<DocumentId>();
        List<Callable<Void>> work = new ArrayList<>();
        for (int thread = 0; thread < THREADS - 2; thread++) {
            var random = new Random(thread);
            VectorSpace space = spaces.get(thread % 2);
            work.add(() -> untilTheEnd(() -> publish(ada, mine, space, random)));
        }
        for (VectorSpace space : spaces) {
            Hold hold = DocumentFixtures.hold(Duration.ofSeconds(1));
            work.add(() -> untilTheEnd(() -> embed(hold, space)));
        }

        run(work);

        Hold last = DocumentFixtures.hold(Duration.ofSeconds(1));
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while ((embed(last, DocumentFixtures.SPACE) || !isUsed() || lacking() > 0) && System.nanoTime() < end) {
            // Others' leases may have to run out: until then there is nothing to be had, whatever lacks.
        }
        assertEquals(Optional.of(DocumentFixtures.SPACE), passages.follow(0, 1).space());
        assertEquals(0, lacking());
        assertTrue(calls.get() > 50, () -> "hardly anything happened");
    }

    /** How many searchable passages have no vector in the space that searches use. */
    private long lacking() throws SQLException {
        return count("SELECT count(*) FROM passages p JOIN documents d ON d.id = p.document_id "
                + "AND d.searchable = p.version WHERE NOT EXISTS (SELECT FROM passage_vectors v JOIN passage_clock c "
                + "ON c.space = v.space WHERE v.passage_id = p.id)");
    }

    private boolean isUsed() {
        return passages.follow(0, 1).space().equals(Optional.of(DocumentFixtures.SPACE));
    }

    private void publish(Owner owner, ConcurrentLinkedQueue<DocumentId> mine, VectorSpace space, Random random) {
        Optional<DocumentId> replaced = Optional.ofNullable(random.nextBoolean() ? mine.poll() : null);
        DocumentAdding adding = store.documents()
                .add(owner, FilledStore.version(replaced, "one " + random.nextLong(), "two " + random.nextLong()));
        if (adding instanceof DocumentAdding.Added(var document)) {
            mine.add(document.id());
        }
        store.ingestion().claim(DocumentFixtures.HOLD).ifPresent(task -> {
            store.embed(task, space);
            store.ingestion().publish(task.owner(), task.key(), Optional.of(space));
        });
        calls.incrementAndGet();
    }

    private boolean embed(Hold hold, VectorSpace space) {
        List<Unembedded> lacking = store.ingestion().claimSpace(hold, space, 20);
        if (!lacking.isEmpty()) {
            store.ingestion().saveSpace(hold, space, FilledStore.vectors(lacking, space));
        }
        return !lacking.isEmpty();
    }

    @Test
    void deletion_ofALargeDocument_leavesNothing() throws Exception {
        Owner ada = FilledStore.owner("ada");
        var pieces = new String[2_500];
        for (int at = 0; at < pieces.length; at++) {
            pieces[at] = "piece number " + at;
        }
        DocumentId document = store.searchable(ada, pieces);
        store.searchable(ada, Optional.of(document), Optional.empty(), "much less");

        assertTrue(store.documents().delete(ada, document));

        assertEquals(0, count("SELECT (SELECT count(*) FROM passages) + (SELECT count(*) FROM passage_terms) "
                + "+ (SELECT count(*) FROM document_pages) + (SELECT count(*) FROM document_versions) "
                + "+ (SELECT count(*) FROM document_sweeps)"));
        assertEquals(0, passages.latest(ada));
    }

    private Void untilTheEnd(Runnable call) {
        long end = System.nanoTime() + TIME.toNanos();
        while (System.nanoTime() < end) {
            call.run();
        }
        return null;
    }

    private static void run(List<Callable<Void>> work) throws Exception {
        try (var threads = Executors.newFixedThreadPool(work.size())) {
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        }
    }

    private static long count(String sql) throws SQLException {
        try (Connection connection = TestConnections.open(SharedDatabase.server().url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertTrue(rows.next());
            return rows.getLong(1);
        }
    }
}
