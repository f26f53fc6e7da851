package dev.confab.postgres.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.confab.postgres.TestConnections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresTest {

    private static final TemporaryFolder STARTED = TemporaryFolder.create();

    private final TemporaryFolder home = TemporaryFolder.create();

    @BeforeAll
    static void startOnce() {
        EmbeddedPostgres.start(EmbeddedSettings.throwAway(STARTED.path())).close();
    }

    @AfterAll
    static void tidyUpAll() {
        STARTED.close();
    }

    @BeforeEach
    void borrow() throws IOException {
        home.borrow(STARTED.path());
    }

    @AfterEach
    void tidyUp() {
        home.close();
    }

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(EmbeddedSettings.keeping(home.path()));
    }

    private Path inRoom(String name) {
        return home.path().resolve("postgres").resolve(name);
    }

    @Test
    void start_again_findsWhatWasStored() throws Exception {
        try (EmbeddedPostgres server = start()) {
            execute(server.url(), "CREATE TABLE kept AS SELECT 'ünï 🤖' AS word");
            assertEquals("on", ask(server.url(), "SHOW fsync"));
            assertEquals("UTF8", ask(server.url(), "SHOW server_encoding"));
            assertEquals("127.0.0.1", ask(server.url(), "SHOW listen_addresses"));
            assertEquals("", ask(server.url(), "SHOW unix_socket_directories"));
            assertEquals("C.UTF-8",
                    ask(server.url(),
                            "SELECT datlocale FROM pg_database WHERE datname = 'postgres' AND datlocprovider = 'b'"));
            assertFalse(server.toString().contains(passwordOf(server)));
            assertThrows(SQLException.class,
                    () -> TestConnections.open(server.url().replace(passwordOf(server), "guess")));
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(inRoom("password"))));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(inRoom("data"))));
        assertFalse(Files.exists(inRoom("data/postmaster.pid")));

        try (EmbeddedPostgres again = start()) {
            assertEquals("ünï 🤖", ask(again.url(), "SELECT word FROM kept"));
        }
    }

    @Test
    void start_twiceInOneFolder_isRefusedOnceNamingTheHolder() throws Exception {
        try (ChildServer first = ChildServer.run(home.path())) {
            var refused = assertThrows(EmbeddedPostgresException.class, this::start);

            assertEquals("another Confab uses this data folder (pid " + first.pid() + ")", refused.getMessage());
            assertEquals("1", ask(first.said(), "SELECT 1"));
        }
        try (EmbeddedPostgres server = start()) {
            var refused = assertThrows(EmbeddedPostgresException.class, this::start);

            assertTrue(String.valueOf(refused.getMessage()).contains("(pid " + ProcessHandle.current().pid() + ")"));
            assertEquals("1", ask(server.url(), "SELECT 1"));
        }
    }

    @Test
    void share_whileAnotherRuns_usesItAndLeavesItAlone() throws Exception {
        try (ChildServer first = ChildServer.run(home.path())) {
            try (EmbeddedPostgres shared = EmbeddedPostgres.share(EmbeddedSettings.keeping(home.path()))) {
                assertEquals(first.said(), shared.url());
                execute(shared.url(), "CREATE TABLE kept AS SELECT 42 AS number");
            }
            assertEquals("42", ask(first.said(), "SELECT number FROM kept"));
            first.kill();
        }

        // Nobody runs it any more: now it is ours, and ends with us.
        try (EmbeddedPostgres own = EmbeddedPostgres.share(EmbeddedSettings.keeping(home.path()))) {
            assertEquals("42", ask(own.url(), "SELECT number FROM kept"));
        }
        assertFalse(Files.exists(inRoom("data/postmaster.pid")));
    }

    @Test
    void start_afterTheJvmWasKilled_findsWhatWasStored() throws Exception {
        try (ChildServer first = ChildServer.run(home.path())) {
            execute(first.said(), "CREATE TABLE kept AS SELECT 42 AS number");
            first.kill();
        }

        try (EmbeddedPostgres again = start()) {
            assertEquals("42", ask(again.url(), "SELECT number FROM kept"));
        }
    }

    @Test
    void start_whenJvmAndWatchdogWereKilled_endsTheOrphanFirst() throws Exception {
        long orphan;
        try (ChildServer first = ChildServer.run(home.path())) {
            execute(first.said(), "CREATE TABLE kept AS SELECT 42 AS number");
            orphan = Long.parseLong(Files.readAllLines(inRoom("data/postmaster.pid")).getFirst().strip());
            ProcessHandle server = ProcessHandle.of(orphan).orElseThrow();
            ProcessHandle watchdog = server.parent().orElseThrow();
            var watchers = watchdog.children().filter(child -> child.pid() != orphan).toList();
            watchers.forEach(ProcessHandle::destroyForcibly);
            watchdog.destroyForcibly();
            first.kill();
            assertTrue(server.isAlive());
        }

        try (EmbeddedPostgres again = start()) {
            assertEquals("42", ask(again.url(), "SELECT number FROM kept"));
            assertFalse(ProcessHandle.of(orphan).filter(ProcessHandle::isAlive).isPresent());
        }
    }

    @Test
    void start_withANoteThatNamesSomebodyElse_isNotFooled() throws Exception {
        start().close();
        Process somebodyElse = new ProcessBuilder("sleep", "60").start();
        try {
            // What a crash of the machine leaves behind, its process number given to another program since.
            String note = somebodyElse.pid() + "\n" + inRoom("data") + "\n1700000000\n5432\n\n127.0.0.1\n\nready   \n";
            Files.writeString(inRoom("data/postmaster.pid"), note);

            try (EmbeddedPostgres again = start()) {
                assertEquals("1", ask(again.url(), "SELECT 1"));
            }
            assertTrue(somebodyElse.isAlive());

            Files.writeString(inRoom("data/postmaster.pid"), note.replaceFirst("^\\d+", "4194304"));
            try (EmbeddedPostgres again = start()) {
                assertEquals("1", ask(again.url(), "SELECT 1"));
            }
        } finally {
            somebodyElse.destroyForcibly();
        }
    }

    @Test
    void start_afterAnUnfinishedFirstStart_beginsAnew() throws Exception {
        Folders.delete(home.path().resolve("postgres"));
        Files.createDirectories(inRoom("unpacking/bin"));
        Files.createDirectories(inRoom("data.unfinished/base"));
        Files.writeString(inRoom("data.unfinished/PG_VERSION"), "17\n");

        try (EmbeddedPostgres server = start()) {
            assertEquals("1", ask(server.url(), "SELECT 1"));
        }
        assertFalse(Files.exists(inRoom("unpacking")));
        assertFalse(Files.exists(inRoom("data.unfinished")));
    }

    @Test
    void start_ofAFolderOfAnotherVersion_saysSo() throws Exception {
        Files.createDirectories(inRoom("data"));
        Files.writeString(inRoom("data/PG_VERSION"), "16\n");

        var refused = assertThrows(EmbeddedPostgresException.class, this::start);

        assertTrue(String.valueOf(refused.getMessage()).startsWith("its data folder is of PostgreSQL 16"));
        // And gives the folder free.
        Folders.delete(inRoom("data"));
        start().close();
    }

    @Test
    void start_whenTheServerRefuses_pointsToItsLog() throws Exception {
        start().close();
        Files.writeString(inRoom("data/postgresql.conf"), "nonsense = nothing\n");

        var refused = assertThrows(EmbeddedPostgresException.class, this::start);

        assertEquals("the embedded PostgreSQL did not start, see postgres/server.log there", refused.getMessage());
        assertTrue(Files.readString(inRoom("server.log")).contains("nonsense"));
    }

    @Test
    void start_whereAFileIs_saysThatItCannotWrite() throws Exception {
        Path file = Files.createFile(home.path().resolve("file"));

        var refused = assertThrows(EmbeddedPostgresException.class,
                () -> EmbeddedPostgres.start(EmbeddedSettings.keeping(file)));

        assertEquals("the embedded PostgreSQL cannot write there", refused.getMessage());
    }

    @Test
    void close_twice_isOnce() {
        EmbeddedPostgres server = start();

        server.close();
        server.close();

        assertThrows(SQLException.class, () -> TestConnections.open(server.url()));
    }

    @Test
    void start_asRoot_runsTheServerAsSomebodyElse() throws Exception {
        assumeTrue(isRoot(), "this is about root");
        try (EmbeddedPostgres server = start()) {
            Path process = Path.of("/proc", Files.readAllLines(inRoom("data/postmaster.pid")).getFirst().strip());
            assertNotEquals(0, Files.getAttribute(process, "unix:uid"));
            assertEquals("1", ask(server.url(), "SELECT 1"));
        }
    }

    @Test
    void start_asRootInAFolderNobodyElseMayEnter_works() throws Exception {
        assumeTrue(isRoot(), "this is about root");
        Path closed = Files.createDirectory(home.path().resolve("closed"));
        Account.keepPrivate(closed);
        Path inside = closed.resolve("home");

        for (int time = 0; time < 2; time++) {
            try (EmbeddedPostgres server = EmbeddedPostgres.start(EmbeddedSettings.keeping(inside))) {
                assertEquals("1", ask(server.url(), "SELECT 1"));
            }
        }
        // Everybody may enter now: another account serves the same data.
        Account.mayPass(closed);
        try (EmbeddedPostgres server = EmbeddedPostgres.start(EmbeddedSettings.keeping(inside))) {
            assertEquals("1", ask(server.url(), "SELECT 1"));
        }
    }

    @Test
    void start_asAnOrdinaryUser_works() throws Exception {
        assumeTrue(isRoot() && Programs.exists("setpriv"), "only root can become somebody else");
        Path theirs = Files.createDirectory(home.path().resolve("theirs"));
        int nobody = 65_534;
        Folders.give(theirs, nobody, nobody);
        Path classes = Files.createDirectory(home.path().resolve("classes"));
        Account.mayEnter(classes);
        var launcher = List.of("setpriv", "--reuid=" + nobody, "--regid=" + nobody, "--clear-groups");

        try (ChildServer server = ChildServer.run(theirs, launcher, ChildServer.readableClassPath(classes))) {
            assertEquals("confab", ask(server.said(), "SELECT current_user"));
            Path note = theirs.resolve("postgres/data/postmaster.pid");
            assertEquals(nobody, Files.getAttribute(note, "unix:uid"));
        }
    }

    private boolean isRoot() throws IOException {
        return Objects.equals(0, Files.getAttribute(home.path(), "unix:uid"));
    }

    private static String passwordOf(EmbeddedPostgres server) {
        return server.url().replaceFirst(".*confab_server:([^@]+)@.*", "$1");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = TestConnections.open(url); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(String url, String sql) throws SQLException {
        try (Connection connection = TestConnections.open(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertTrue(rows.next());
            return rows.getString(1);
        }
    }
}
