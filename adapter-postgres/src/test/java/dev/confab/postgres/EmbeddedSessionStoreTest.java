package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.confab.domain.health.Health;
import dev.confab.domain.health.Probe;
import dev.confab.domain.session.SessionStore;
import dev.confab.postgres.embedded.TemporaryFolder;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** All contracts with nothing configured but a folder. */
@TestInstance(Lifecycle.PER_CLASS)
class EmbeddedSessionStoreTest extends StoreContracts {

    private final TemporaryFolder home = TemporaryFolder.create();
    private Optional<ApplicationContext> beans = Optional.empty();

    private ApplicationContext start() {
        return ApplicationContext.run(Map.of("confab.home", home.path().toString()));
    }

    @BeforeAll
    void startOnce() {
        beans = Optional.of(start());
    }

    @AfterAll
    void stop() {
        beans.ifPresent(ApplicationContext::close);
        home.close();
    }

    @Override
    ApplicationContext beans() {
        return beans.orElseThrow();
    }

    @Test
    void probe_ofTheEmbeddedServer_saysSo() {
        assertEquals(new Health(true, "PostgreSQL 17.11, embedded"),
                beans.orElseThrow().getBean(Probe.class).check());
    }

    @Test
    void start_ofASecondOne_isRefusedInOneLine() {
        beans().getBean(SessionStore.class);
        Throwable at = assertThrows(RuntimeException.class, () -> {
            try (ApplicationContext second = start()) {
                second.getBean(SessionStore.class);
            }
        });
        while (at.getCause() != null && !String.valueOf(at.getMessage()).startsWith("CONFAB_HOME")) {
            at = at.getCause();
        }

        assertEquals("CONFAB_HOME: another Confab uses this data folder (pid " + ProcessHandle.current().pid() + ")",
                at.getMessage());
    }
}
