package dev.confab.rest.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.health.Health;
import dev.confab.domain.health.Probe;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import io.micronaut.context.RuntimeBeanDefinition;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthTest {

    private static final AtomicBoolean DATABASE = new AtomicBoolean(true);
    private static final AtomicInteger PROBED = new AtomicInteger();
    private static TestServer server;

    private static final class DatabaseProbe implements Probe {
        @Override
        public String name() {
            return "database";
        }

        @Override
        public Health check() {
            PROBED.incrementAndGet();
            return DATABASE.get() ? new Health(true, "PostgreSQL 17.11") : new Health(false, "no answer within 3 s");
        }
    }

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of(), builder -> builder
                .beanDefinitions(RuntimeBeanDefinition.of(Probe.class, DatabaseProbe::new)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void databaseIsThere() {
        DATABASE.set(true);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/health", "/healthz", "/health/ready" })
    void health_whenAllIsWell_tellsTheParts(String path) throws Exception {
        RawClient.Response response = server.get(path);

        assertEquals(200, response.status());
        assertEquals("no-store", response.header("cache-control"));
        JsonValue health = response.json();
        assertEquals("healthy", health.at("status").text());
        assertEquals("dev", health.at("version").text());
        assertEquals("healthy", health.at("parts").at("database").at("status").text());
        assertEquals("PostgreSQL 17.11", health.at("parts").at("database").at("detail").text());
        assertEquals("healthy", health.at("parts").at("model").at("status").text());
        assertEquals("scripted script", health.at("parts").at("model").at("detail").text());
    }

    @ParameterizedTest
    @ValueSource(strings = { "/health", "/healthz", "/health/ready" })
    void health_whenDatabaseIsAway_is503(String path) throws Exception {
        DATABASE.set(false);

        RawClient.Response response = server.get(path);

        assertEquals(503, response.status());
        assertEquals("unhealthy", response.json().at("status").text());
        assertEquals("unhealthy", response.json().at("parts").at("database").at("status").text());
        assertEquals("healthy", response.json().at("parts").at("model").at("status").text());
    }

    @ParameterizedTest
    @ValueSource(strings = { "/health", "/healthz", "/health/ready" })
    void health_whenTheModelIsAway_is503UntilItIsBack(String path) throws Exception {
        server.standIns.model.away(
                new LlmFault.Unavailable("no secret of the provider", Optional.of(Duration.ofSeconds(7)), null));
        RawClient.Response away = server.get(path);
        server.standIns.model.back();
        RawClient.Response back = server.get(path);

        assertEquals(503, away.status());
        assertEquals("unhealthy", away.json().at("status").text());
        assertEquals("unhealthy", away.json().at("parts").at("model").at("status").text());
        assertEquals("scripted script: model_unavailable",
                away.json().at("parts").at("model").at("detail").text());
        assertEquals("healthy", away.json().at("parts").at("database").at("status").text());
        assertEquals(200, back.status());
    }

    @Test
    void live_whenDatabaseIsAway_is200AndAsksNobody() throws Exception {
        DATABASE.set(false);
        int before = PROBED.get();

        RawClient.Response response = server.get("/health/live");

        assertEquals(200, response.status());
        assertEquals("healthy", response.json().at("status").text());
        assertEquals(before, PROBED.get());
    }

    @Test
    void health_neverCallsTheModel() throws Exception {
        server.get("/health");

        assertTrue(server.standIns.model.calls().isEmpty());
    }

    @Test
    void health_forHead_hasNoBody() throws Exception {
        RawClient.Response response = server.exchange("HEAD", "/health", null);

        assertEquals(200, response.status());
    }
}
