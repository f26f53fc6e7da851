package dev.confab.rest.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.session.SessionStore;
import io.micronaut.context.exceptions.BeanInstantiationException;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.context.exceptions.NoSuchBeanException;
import io.micronaut.http.server.exceptions.ServerStartupException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts that end before anything is brought up. */
class LaunchTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(Map<String, String> environment, String... args) {
        return new Launch(environment, folder, new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)).run(args);
    }

    @ParameterizedTest
    @ValueSource(strings = { "--help", "-h" })
    void help_printsUsageAndStartsNothing(String argument) {
        assertEquals(0, run(Map.of("PORT", "wrong"), argument));

        assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("Usage: "));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void version_printsOneLine() {
        assertEquals(0, run(Map.of(), "--version"));

        assertEquals("confab dev", out.toString(StandardCharsets.UTF_8).strip());
    }

    @ParameterizedTest
    @ValueSource(strings = { "serve", "--port", "-x", "" })
    void argument_whenUnknown_isRefused(String argument) {
        assertEquals(2, run(Map.of(), argument));

        assertEquals(1, err.toString(StandardCharsets.UTF_8).lines().count());
    }

    static Stream<Arguments> wrongSettings() {
        return Stream.of(
                Arguments.of("PORT", List.of("eighty77", "-1", "65536", "80.5", "99999999999")),
                Arguments.of("HOST", List.of("my host77", "http://example77.org", "-77", "example77.org/", "[::77")),
                Arguments.of("AUTH", List.of("off", "true77", "on77")),
                Arguments.of("DEV_TOKEN", List.of("two words77", "77\u00fc", "77\"")),
                Arguments.of("TOKEN_SECRET", List.of("short77")),
                Arguments.of("JWT_ISSUER", List.of("no77", "ftp://x77.example", "https://a:b@x77.example")),
                Arguments.of("JWT_AUDIENCE", List.of("alone77")),
                Arguments.of("JWT_JWKS_URL", List.of("https://alone77.example/keys")),
                Arguments.of("CORS_ORIGINS", List.of("*", "example77", "https://example77.org/path")),
                Arguments.of("LOG_LEVEL", List.of("loud77", "off")),
                Arguments.of("LOG_FORMAT", List.of("xml77")),
                Arguments.of("SYSTEM_PROMPT", List.of("secret77 \u0000", "secret77 \uD800")),
                Arguments.of("HISTORY_MESSAGES", List.of("many77", "-1", "201")),
                Arguments.of("RETRIEVAL_PASSAGES", List.of("few77", "0", "101")),
                Arguments.of("MAX_MESSAGE_LENGTH", List.of("long77", "0", "-1", "2147483648")),
                Arguments.of("MAX_SELECTED_TEXT_LENGTH", List.of("long77", "0")),
                Arguments.of("RETENTION_DAYS", List.of("days77", "0", "-1", "36501", "1.5")),
                Arguments.of("DELETIONS_KEPT_DAYS", List.of("days77", "0", "-1", "36501", "1.5")),
                Arguments.of("STREAM_BUFFER_KB", List.of("kb77", "15", "65537")),
                Arguments.of("STREAM_STALL_SECONDS", List.of("s77", "0", "601")),
                Arguments.of("STREAM_HEARTBEAT_SECONDS", List.of("s77", "0", "601")),
                Arguments.of("MAX_BODY_SIZE", List.of("big77", "0", "-1", "1000", "2TB", "5GB", "MB")));
    }

    @ParameterizedTest
    @MethodSource("wrongSettings")
    void start_whenSettingIsWrong_namesTheKeyAndNotTheValue(String key, List<String> values) {
        for (String value : values) {
            err.reset();

            assertEquals(1, run(Map.of(key, value)), key);

            String line = err.toString(StandardCharsets.UTF_8);
            assertTrue(line.startsWith("confab: " + key + ": "), line);
            assertEquals(1, line.lines().count(), line);
            assertFalse(line.contains("77") || line.contains("secret"), line);
            assertEquals("", out.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void start_whenSettingInTheFileIsWrong_namesTheKey() throws IOException {
        Files.writeString(folder.resolve(".env"), "PORT=wrong77\n");

        assertEquals(1, run(Map.of()));

        assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("confab: PORT: "));
    }

    @Test
    void start_whenTheFileIsWrong_namesTheLine() throws IOException {
        Files.writeString(folder.resolve(".env"), "\nSECRET 77\n");

        assertEquals(1, run(Map.of()));

        assertEquals("confab: `.env` line 2: it is not KEY=value", err.toString(StandardCharsets.UTF_8).strip());
    }

    @Test
    void start_whenAskedToDebug_showsWhereItFailed() {
        assertEquals(1, run(Map.of("LOG_LEVEL", "debug", "PORT", "wrong")));

        String told = err.toString(StandardCharsets.UTF_8);
        assertTrue(told.startsWith("confab: PORT: "), told);
        assertTrue(told.contains("\tat dev.confab.rest"), told);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(new BeanInstantiationException("bean X of class Y failed",
                        new ConfigurationException("DATABASE_URL: must begin with postgresql://")),
                        "DATABASE_URL: must begin with postgresql://"),
                Arguments.of(new BeanInstantiationException("bean X of class Y failed",
                        new StoreFault.Unavailable("the database did not answer within 3 s", null)),
                        "the database did not answer within 3 s"),
                Arguments.of(new ServerStartupException("could not start", new BindException("Address already in use")),
                        "PORT: another program listens on this port already; stop it or set another port"),
                Arguments.of(new NoSuchBeanException(SessionStore.class),
                        "an adapter is missing on the class path; LOG_LEVEL=debug tells which"),
                Arguments.of(new IllegalStateException("SELECT secret FROM users", new IOException("secret")),
                        "the server could not start (IOException); LOG_LEVEL=debug tells more"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void failure_isOneLineForWhoeverStartedTheServer(Throwable fault, String line) {
        assertEquals(line, StartFailure.lineOf(fault));
    }
}
