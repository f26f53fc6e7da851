package dev.confab.rest.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages and names may reach the server. */
class CallerGuardTest {

    private static final String LISTED = "http://localhost:3000";
    private static final String FOREIGN = "https://evil.example";
    private static final String MESSAGE = "{\"message\": \"hi\"}";

    private static TestServer open;
    private static TestServer plain;

    @BeforeAll
    static void start() {
        open = TestServer.start(Map.of("cors.origins", " http://localhost:3000, https://App.Example.org:443 ,"));
        plain = TestServer.start();
    }

    @AfterAll
    static void stop() {
        open.close();
        plain.close();
    }

    @Test
    void post_fromListedOrigin_isAnsweredAndMayBeRead() throws Exception {
        open.standIns.model.reply("Hello.");

        RawClient.Response response = open.chat(MESSAGE, "Origin: " + LISTED);

        assertEquals(200, response.status());
        assertEquals(LISTED, response.header("access-control-allow-origin"));
        assertEquals("Origin", response.header("vary"));
        assertEquals(
                Set.of("ETag", "Location", "Preference-Applied", "RateLimit", "RateLimit-Policy", "Retry-After",
                        "WWW-Authenticate", "x-should-retry",
                        "X-Request-Id"),
                Set.of(String.valueOf(response.header("access-control-expose-headers")).split(", ")));
        assertNull(response.header("access-control-allow-credentials"));
    }

    @Test
    void problem_forListedOrigin_mayBeReadToo() throws Exception {
        RawClient.Response response = open.chat("{}", "Origin: https://app.example.org");

        assertEquals(400, response.status());
        assertEquals("https://app.example.org", response.header("access-control-allow-origin"));
    }

    @Test
    void preflight_fromListedOrigin_namesWhatIsAllowed() throws Exception {
        RawClient.Response response = open.exchange("OPTIONS", "/chat", null, "Origin: " + LISTED,
                "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type");

        assertEquals(204, response.status());
        assertEquals(LISTED, response.header("access-control-allow-origin"));
        assertEquals("GET, HEAD, POST, PUT, PATCH, DELETE", response.header("access-control-allow-methods"));
        assertEquals(Set.of("Accept", "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match",
                "Last-Event-ID", "Prefer", "X-Request-Id"),
                Set.of(String.valueOf(response.header("access-control-allow-headers")).split(", ")));
        assertEquals("600", response.header("access-control-max-age"));
        assertEquals(Set.of("Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"),
                Set.of(String.valueOf(response.header("vary")).split(", ")));
        assertNull(response.header("access-control-allow-credentials"));
    }

    @ParameterizedTest
    @ValueSource(strings = { FOREIGN, "null", "http://localhost:3001", "http://localhost:3000.evil.example",
            "http://localhost:30000", "https://localhost:3000", "HTTP://LOCALHOST:3000", "http://127.0.0.1" })
    void post_fromAnotherOrigin_isRefusedAndStoresNothing(String origin) throws Exception {
        for (TestServer server : new TestServer[] { open, plain }) {
            int before = server.standIns.store.opened();

            RawClient.Response response = server.chat(MESSAGE, "Origin: " + origin);

            assertEquals(403, response.status());
            assertEquals("origin_not_allowed", response.json().at("code").text());
            assertNull(response.header("access-control-allow-origin"));
            assertEquals(before, server.standIns.store.opened());
        }
    }

    @Test
    void preflight_fromAnotherOrigin_isRefused() throws Exception {
        RawClient.Response response = open.exchange("OPTIONS", "/chat", null, "Origin: " + FOREIGN,
                "Access-Control-Request-Method: POST");

        assertEquals(403, response.status());
        assertNull(response.header("access-control-allow-origin"));
        assertNull(response.header("access-control-allow-methods"));
        assertEquals("Origin", response.header("vary"));
    }

    @Test
    void get_fromAnotherOrigin_isAnsweredWithoutLeaveToRead() throws Exception {
        RawClient.Response response = open.get("/health", "Origin: " + FOREIGN);

        assertEquals(200, response.status());
        assertNull(response.header("access-control-allow-origin"));
        assertEquals("Origin", response.header("vary"));
    }

    @Test
    void responses_whenNoOriginIsListed_haveNoCorsHeaders() throws Exception {
        RawClient.Response response = plain.get("/health", "Origin: " + FOREIGN);

        assertEquals(200, response.status());
        assertTrue(response.headers().keySet().stream().noneMatch(name -> name.startsWith("access-control-")));
        assertNull(response.header("vary"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "127.0.0.1:8080", "localhost:8080", "[::1]:8080", "LocalHost", "localhost:9000" })
    void post_ofThePageItself_isAnswered(String host) throws Exception {
        plain.standIns.model.reply("Hello.");

        assertEquals(200, plain.chat(MESSAGE, "Host: " + host, "Origin: http://" + host).status());
    }

    @ParameterizedTest
    @ValueSource(strings = { "confab.example:8080", "127.0.0.1.example.org", "0.0.0.0:8080", "[::2]:8080", "localhost:",
            "localhost:123456", "10.0.0.1", "", "::1", "[::1", "localhost, localhost" })
    void request_byAnotherName_isRefused(String host) throws Exception {
        int before = plain.standIns.store.opened();

        RawClient.Response response = plain.chat(MESSAGE, "Host: " + host, "Origin: http://" + host);

        assertEquals(403, response.status());
        assertEquals("host_not_allowed", response.json().at("code").text());
        assertEquals(before, plain.standIns.store.opened());
    }

    @ParameterizedTest
    @ValueSource(strings = { "*", "https://*.example.net", "naked.example", "https://example.org/",
            "https://example.org/app",
            "ftp://example.org", "https://user@example.org", "https://example.org:0", "https://example.org:port",
            "null",
            "https://a.example https://b.example", "http://-a.example" })
    void origins_whenOneIsNone_nameTheKeyAndNotTheValue(String wrong) {
        ConfigurationException thrown = assertThrows(ConfigurationException.class,
                () -> CorsOrigins.from(key -> Optional.of("https://good.example," + wrong)));

        String message = String.valueOf(thrown.getMessage());
        assertTrue(message.startsWith("CORS_ORIGINS: "), message);
        assertTrue(wrong.equals("*") || wrong.equals("null") || !message.contains(wrong), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void origins_areReadAsBrowsersWriteThem() {
        CorsOrigins origins = CorsOrigins.from(key -> Optional.of(
                "HTTPS://Example.ORG:443, http://example.org:80,http://[::1]:3000,https://example.org:8443"));

        assertEquals(Set.of("https://example.org", "http://example.org", "http://[::1]:3000",
                "https://example.org:8443"), origins.origins());
    }

    @Test
    void server_whenItsHostIsBeyondThisMachine_doesNotStart() {
        RuntimeException thrown = assertThrows(RuntimeException.class,
                () -> TestServer.start(Map.of("micronaut.server.host", "0.0.0.0")));

        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        assertTrue(String.valueOf(cause.getMessage()).startsWith("HOST: "), String.valueOf(cause.getMessage()));
    }
}
