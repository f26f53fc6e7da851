package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.confab.application.contract.DocumentFixtures;
import dev.confab.application.contract.DocumentStores;
import dev.confab.application.contract.NearestPassagesContract;
import dev.confab.application.contract.VectorSpaceContract;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.retrieval.NearestPassages;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.retrieval.Scope;
import dev.confab.postgres.embedded.EmbeddedPostgres;
import dev.confab.postgres.embedded.EmbeddedSettings;
import dev.confab.postgres.embedded.TemporaryFolder;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The nearest passages by pgvector: by a real one, where there is one for this server. */
@TestInstance(Lifecycle.PER_CLASS)
class PgVectorTest {

    /** Names the folder with the files of the extension, compiled for the embedded server. */
    private static final String PLACE = "CONFAB_PGVECTOR";

    private final TemporaryFolder home = TemporaryFolder.create();
    private Optional<EmbeddedPostgres> server = Optional.empty();
    private Optional<ApplicationContext> beans = Optional.empty();

    @BeforeAll
    void start() throws IOException {
        Optional<Path> extension = Optional.ofNullable(System.getenv(PLACE)).map(Path::of);
        if (extension.map(place -> place.resolve("vector.so")).filter(Files::isRegularFile).isEmpty()) {
            return;
        }
        EmbeddedPostgres first = EmbeddedPostgres.start(EmbeddedSettings.throwAway(home.path()));
        first.close();
        install(extension.orElseThrow());
        // What is found there at a start can be used.
        EmbeddedPostgres started = EmbeddedPostgres.start(EmbeddedSettings.throwAway(home.path()));
        server = Optional.of(started);
        beans = Optional.of(SharedDatabase.beans(started.url(), "dense.leg", "pgvector"));
    }

    private void install(Path extension) throws IOException {
        try (DirectoryStream<Path> rooms = Files.newDirectoryStream(home.path().resolve("postgres"), "binaries-*");
                DirectoryStream<Path> files = Files.newDirectoryStream(extension)) {
            Path binaries = rooms.iterator().next();
            for (Path file : files) {
                Path place = file.toString().endsWith(".so") ? binaries.resolve("lib/postgresql")
                        : binaries.resolve("share/postgresql/extension");
                Files.copy(file, place.resolve(file.getFileName()));
            }
        }
    }

    @AfterAll
    void stop() {
        beans.ifPresent(ApplicationContext::close);
        server.ifPresent(EmbeddedPostgres::close);
        home.close();
    }

    private ApplicationContext beans() {
        assumeTrue(beans.isPresent(),
                PLACE + " names no folder with a pgvector for the embedded server; .ci/pgvector compiles one");
        return beans.orElseThrow();
    }

    private DocumentStores stores() {
        FilledStore.clear(beans());
        return new DocumentStores(beans().getBean(DocumentStore.class), beans().getBean(IngestionStore.class),
                beans().getBean(PassageStore.class));
    }

    /** All are compared. */
    @Nested
    class Exact extends NearestPassagesContract {
        @Override
        protected DocumentStores stores() {
            return PgVectorTest.this.stores();
        }

        @Override
        protected NearestPassages nearest() {
            return assertInstanceOf(PgVectorNearestPassages.class, beans().getBean(NearestPassages.class));
        }
    }

    /** The index is gone through, however few they are. */
    @Nested
    class Indexed extends NearestPassagesContract {
        @Override
        protected DocumentStores stores() {
            return PgVectorTest.this.stores();
        }

        @Override
        protected NearestPassages nearest() {
            return new PgVectorNearestPassages(beans().getBean(Queries.class), -1);
        }
    }

    @Nested
    class Spaces extends VectorSpaceContract {
        @Override
        protected DocumentStores stores() {
            return PgVectorTest.this.stores();
        }
    }

    @Test
    void nearest_byTheIndex_findsWhatComparingAllFinds() {
        stores();
        var space = new VectorSpace("many", 64);
        FilledStore store = FilledStore.of(beans());
        Owner ada = FilledStore.owner("ada");
        store.searchable(ada, Optional.empty(), Optional.of(space),
                IntStream.range(0, 1_000).mapToObj(i -> "words " + i).toArray(String[]::new));
        Queries queries = beans().getBean(Queries.class);
        var indexed = new PgVectorNearestPassages(queries, -1);
        var exact = new PgVectorNearestPassages(queries);

        int same = 0;
        for (int question = 0; question < 20; question++) {
            var asked = DocumentFixtures.vector(space, "question " + question);
            List<PassageId> all = ids(exact.nearest(ada, Scope.ALL, space, asked, 10));
            assertEquals(10, all.size());
            same += (int) ids(indexed.nearest(ada, Scope.ALL, space, asked, 10)).stream().filter(all::contains).count();
        }
        assertTrue(same > 190, "of 200 were found " + same);
        assertTrue(indexWasUsed(queries), "the index is not used");
    }

    private static boolean indexWasUsed(Queries queries) {
        queries.run("flush", "SELECT pg_stat_force_next_flush()", statement -> {}, ResultSet::next);
        return queries.run("index_scans", "SELECT sum(idx_scan) > 0 FROM pg_stat_user_indexes "
                + "WHERE indexrelname ~ '^passage_near_.*_embedding_idx$'", statement -> {},
                rows -> rows.next() && rows.getBoolean(1));
    }

    private static List<PassageId> ids(List<NearestPassages.Near> near) {
        return near.stream().map(NearestPassages.Near::passage).toList();
    }

    /** Some processes of an installation may not use it, or have not yet. */
    @Test
    void nearest_ofVectorsThatSomebodyElseStored_takesThemOver() {
        stores();
        Owner ada = FilledStore.owner("ada");
        try (ApplicationContext without = SharedDatabase.beans(server.orElseThrow().url())) {
            FilledStore.of(without)
                    .searchable(ada, Optional.empty(), Optional.of(DocumentFixtures.SPACE),
                            IntStream.range(0, 150).mapToObj(i -> "words " + i).toArray(String[]::new));
        }

        var near = beans().getBean(NearestPassages.class)
                .nearest(ada, Scope.ALL, DocumentFixtures.SPACE, DocumentFixtures.vector(DocumentFixtures.SPACE, "?"),
                        100);

        assertEquals(100, near.size());
    }

    @Test
    void nearest_inAVeryLongSpace_isExact() {
        stores();
        for (int dimension : new int[] { 1_536, 3_072, 4_096 }) {
            FilledStore.clear(beans());
            var space = new VectorSpace("long", dimension);
            Owner ada = FilledStore.owner("ada");
            FilledStore.of(beans()).searchable(ada, Optional.empty(), Optional.of(space), "one", "two", "three");

            var near = new PgVectorNearestPassages(beans().getBean(Queries.class), -1)
                    .nearest(ada, Scope.ALL, space, DocumentFixtures.vector(space, "two"), 3);

            assertEquals(3, near.size());
            assertEquals(1, near.getFirst().cosine(), 1e-3);
        }
    }

    @Test
    void start_ofASecondReplica_isPossible() {
        stores();
        try (ApplicationContext second = SharedDatabase.beans(server.orElseThrow().url(), "dense.leg", " PGVector ")) {
            assertTrue(second.findBean(NearestPassages.class).isPresent());
        }
        assertThrows(ConfigurationException.class, () -> PgVector.isChosen(Optional.of("faiss")));
    }
}
