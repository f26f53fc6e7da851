package dev.confab.rest.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.identity.BearerToken;
import dev.confab.rest.testing.TestServer;
import dev.confab.rest.testing.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens made at the command line, in a real database. */
class TokenCommandTest {

    @TempDir
    private Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void letOthersIn() throws IOException {
        // The embedded database may run as another user.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(home.resolve(".env"), "CONFAB_HOME=" + home + "\n");
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        return new TokenCommand(Map.of(), home,
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(args);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String told() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private Map<String, Object> settings(boolean shared) {
        return Map.of("confab.home", home.toString(), "confab.embedded.shared", shared);
    }

    private static int status(TestServer server, String token) throws IOException {
        return server.get("/documents", Tokens.header(token)).status();
    }

    /** One after the other, since a database takes its time to begin. */
    @Test
    void tokens_areMadeListedAndRevoked_whetherAServerRunsOrNot() throws Exception {
        assertEquals(0, run("create", "--owner", "ada@example.org", "--label", "Ada's phone", "--expires=90d"), told());
        String first = printed().strip();
        assertEquals(first + System.lineSeparator(), printed());
        BearerToken bearer = BearerToken.parse(first).orElseThrow();
        assertFalse(told().contains(first) || told().contains("ada@example.org"), told());
        assertTrue(told().contains("it is the first one"), told());
        Path secret = home.resolve("token-secret");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));

        try (TestServer one = TestServer.startOnDatabase(settings(false));
                TestServer other = TestServer.startOnDatabase(settings(true))) {
            assertEquals(401, one.get("/documents").status());
            assertEquals(200, status(one, first));
            assertEquals(200, status(other, first));

            assertEquals(0, run("create", "--read-only", "--owner=bob"), told());
            String second = printed().strip();
            assertFalse(told().contains("it is the first one"), told());
            assertEquals(200, status(other, second));
            assertEquals(403, other.chat("{\"message\": \"hi\"}", Tokens.header(second)).status());

            assertEquals(0, run("list"), told());
            List<String> lines = printed().lines().toList();
            assertEquals(3, lines.size(), printed());
            assertTrue(lines.get(1).matches(".+ bob +read-only .* never +good +"), lines.get(1));
            assertTrue(lines.get(2).startsWith(bearer.id() + "  ada@example.org  full "), lines.get(2));
            assertTrue(lines.get(2).endsWith("Ada's phone"), lines.get(2));
            assertFalse(printed().contains(first) || printed().contains(second));

            assertEquals(0, run("revoke", bearer.id().toString()), told());
            long begun = System.nanoTime();
            for (TestServer server : List.of(one, other)) {
                while (status(server, first) != 401) {
                    assertTrue(System.nanoTime() - begun < Duration.ofSeconds(1).toNanos(), "it is still good");
                }
            }
            assertEquals(200, status(one, second));
            assertEquals(1, run("revoke", "00000000-0000-0000-0000-000000000000"));
        }

        assertEquals(0, run("list"), told());
        assertTrue(printed().lines().anyMatch(line -> line.contains("revoked")), printed());
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "make", "create", "create --owner", "create --owner *", "create --owner= ",
            "create --owner ada --owner bob", "create --owner ada --read-only=yes", "create --owner ada --expires soon",
            "create --owner ada --expires 0d", "create --owner ada --expires 99999d", "create --owner ada extra",
            "create --label x", "list all", "revoke", "revoke 7", "revoke 00000000-0000-0000-0000-000000000000 x" })
    void arguments_thatMakeNoSense_areRefusedInOneLineAndTouchNothing(String line) {
        assertEquals(2, run(line.isEmpty() ? new String[0] : line.split(" ", -1)));

        assertEquals(1, told().lines().count(), told());
        assertTrue(told().startsWith("confab: "), told());
        assertEquals("", printed());
        assertFalse(Files.exists(home.resolve("postgres")));
    }

    @Test
    void names_thatNobodyCanHave_areRefused() {
        assertEquals(2, run("create", "--owner", "a\nb"));
        assertEquals(2, run("create", "--owner", "x".repeat(201)));
        assertEquals(2, run("create", "--owner", "ada", "--label", "two\nlines"));
        assertEquals(2, run("create", "--owner", "ada", "--label", "x".repeat(201)));
        assertFalse(Files.exists(home.resolve("postgres")));
    }

    @Test
    void help_isThere() {
        assertEquals(0, run("--help"));
        assertTrue(printed().startsWith("Usage: ./confab token create"), printed());
    }
}
