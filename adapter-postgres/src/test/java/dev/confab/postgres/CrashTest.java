package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures;
import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.run.TextLogging;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnOpening;
import dev.confab.postgres.embedded.EmbeddedPostgres;
import dev.confab.postgres.embedded.EmbeddedSettings;
import dev.confab.postgres.embedded.TemporaryFolder;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A real crash of the server, by which it loses what is not logged. */
class CrashTest {

    private static final Owner ADA = new Owner("ada");
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    @Test
    void loggedText_afterACrash_isMissedAndNeverMistakenForSilence() throws Exception {
        try (TemporaryFolder home = TemporaryFolder.create();
                EmbeddedPostgres server = EmbeddedPostgres.start(EmbeddedSettings.keeping(home.path()));
                ApplicationContext beans = SharedDatabase.beans(server.url())) {
            SessionStore sessions = beans.getBean(SessionStore.class);
            RunStore runs = beans.getBean(RunStore.class);
            TurnOpening.Opened living = shown(sessions, runs);
            TurnOpening.Opened orphan = shown(sessions, runs);
            TurnOpening.Opened silent = opened(sessions, Ask.asking("question"));
            runs.release(TurnFixtures.HOLD, List.of(execution(orphan), execution(silent)));

            crash(server.url());
            assertEquals("", read(runs, living).text());
            var claimed = runs.claim(TurnFixtures.HOLD, 10);

            assertEquals(List.of(new Execution(silent.question().run(), 2)),
                    claimed.stream().map(claim -> claim.execution()).toList());
            Run failed = runs.findRun(ADA, orphan.question().run()).orElseThrow();
            assertEquals(RunStatus.FAILED, failed.status());
            assertEquals(Optional.of(RunStore.ORPHANED), failed.error().map(RunError::code));
            assertEquals(new TextLogging(Set.of(), Set.of(living.question().run()), Set.of()),
                    append(runs, living, 5, " more"));
            assertEquals(TextLogging.ALL, append(runs, living, 0, "shown more"));
            assertEquals(TextLogging.ALL, append(runs, living, 10, " and on"));
            assertEquals("shown more and on", read(runs, living).text());
            assertInstanceOf(TurnClosing.Closed.class,
                    sessions.closeTurn(ADA, TurnFixtures.end(living, TurnFixtures.completed("shown more and on"))));
        }
    }

    private static TurnOpening.Opened shown(SessionStore sessions, RunStore runs) {
        TurnOpening.Opened opened = opened(sessions, Ask.asking("question").followed());
        assertEquals(TextLogging.ALL, append(runs, opened, 0, "shown"));
        assertEquals("shown", read(runs, opened).text());
        return opened;
    }

    private static TurnOpening.Opened opened(SessionStore sessions, Ask ask) {
        return assertInstanceOf(TurnOpening.Opened.class, sessions.openTurn(ADA, ask.turn()));
    }

    private static Execution execution(TurnOpening.Opened opened) {
        return new Execution(opened.question().run(), opened.attempt());
    }

    private static TextLogging append(RunStore runs, TurnOpening.Opened opened, int position, String text) {
        return runs.append(TurnFixtures.HOLD,
                List.of(new TextPiece(execution(opened), position, PlainText.of(text), List.of())));
    }

    private static RunProgress read(RunStore runs, TurnOpening.Opened opened) {
        RunId run = opened.question().run();
        long deadline = System.nanoTime() + RECOVERY.toNanos();
        while (true) {
            try {
                return runs.read(List.of(new RunWatch(ADA, run, 0))).getFirst();
            } catch (StoreFault.Unavailable recovering) {
                assertTrue(System.nanoTime() < deadline, "the server does not come back");
            }
        }
    }

    /**
     * One process of the server that dies takes all of them along: it starts again as after a loss of power. Until the last one
     * is gone, those that do not know yet go on answering.
     */
    private static void crash(String url) throws SQLException {
        try (Connection connection = TestConnections.open(url); Statement statement = connection.createStatement()) {
            long pid;
            try (ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
                assertTrue(rows.next());
                pid = rows.getLong(1);
            }
            ProcessHandle backend = ProcessHandle.of(pid).orElseThrow();
            List<ProcessHandle> all = backend.parent().orElseThrow().children().toList();
            assertTrue(all.contains(backend));
            assertTrue(backend.destroyForcibly());
            all.forEach(process -> process.onExit().join());
        }
    }
}
