package dev.confab.postgres;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** All contracts about documents through a pooler that gives every transaction to another backend. */
@TestInstance(Lifecycle.PER_CLASS)
class PooledDocumentStoreTest extends DocumentContracts {

    private Optional<PgBouncer> bouncer = Optional.empty();
    private Optional<ApplicationContext> beans = Optional.empty();

    @BeforeAll
    void connectThroughAPooler() throws Exception {
        Optional<Path> program = PgBouncer.program();
        assumeTrue(program.isPresent(), "pgbouncer is not installed here");
        String direct = SharedDatabase.server().url();
        try (Connection connection = TestConnections.open(direct); Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE pooled_documents OWNER confab_server");
        }
        PgBouncer started = PgBouncer.before(direct, program.get());
        bouncer = Optional.of(started);
        beans = Optional.of(SharedDatabase.beans(started.url(direct).replaceFirst("/postgres$", "/pooled_documents")));
    }

    @AfterAll
    void disconnect() {
        beans.ifPresent(ApplicationContext::close);
        bouncer.ifPresent(PgBouncer::close);
    }

    @Override
    ApplicationContext beans() {
        return beans.orElseThrow();
    }
}
