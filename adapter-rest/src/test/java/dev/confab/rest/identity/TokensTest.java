package dev.confab.rest.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.identity.AdministerTokens.Issued;
import dev.confab.application.memory.InMemoryTokenStore;
import dev.confab.domain.Owner;
import dev.confab.domain.account.Erased;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.identity.Access;
import dev.confab.domain.identity.ApiToken;
import dev.confab.domain.identity.NewToken;
import dev.confab.domain.identity.StoredToken;
import dev.confab.domain.identity.TokenId;
import dev.confab.domain.identity.TokenStore;
import dev.confab.domain.ingestion.TextExtractor;
import dev.confab.rest.log.LogSettings;
import dev.confab.rest.testing.EventClient;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.LogCapture;
import dev.confab.rest.testing.PagedTexts;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.SteeredModel;
import dev.confab.rest.testing.TestServer;
import dev.confab.rest.testing.Tokens;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.RuntimeBeanDefinition;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** What tokens are good for, and for how long. */
class TokensTest {

    private static final String MESSAGE = "{\"message\": \"hi\"}";
    /** Half a second for what is known of a token, and some for slow machines. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** A store that counts how often it is asked, and that can be broken. */
    private static final class Counting implements TokenStore {

        private final InMemoryTokenStore tokens = new InMemoryTokenStore(Clock.systemUTC());
        private final AtomicInteger asked = new AtomicInteger();
        private volatile @Nullable RuntimeException fault;

        @Override
        public ApiToken add(NewToken token) {
            return tokens.add(token);
        }

        @Override
        public List<StoredToken> find(Set<TokenId> ids) {
            asked.incrementAndGet();
            RuntimeException broken = fault;
            if (broken != null) {
                throw broken;
            }
            return tokens.find(ids);
        }

        @Override
        public List<ApiToken> list() {
            return tokens.list();
        }

        @Override
        public boolean revoke(TokenId id) {
            return tokens.revoke(id);
        }

        @Override
        public Erased erase(Owner owner) {
            return tokens.erase(owner);
        }

        @Override
        public boolean isEmpty() {
            return tokens.isEmpty();
        }
    }

    private final Counting store = new Counting();

    private ApplicationContextBuilder withStore(ApplicationContextBuilder builder) {
        return builder.beanDefinitions(RuntimeBeanDefinition.of(TokenStore.class, () -> store));
    }

    private static Issued ada(TestServer server) {
        return Tokens.make(server, "ada-s3cr3t", Access.FULL, Optional.empty());
    }

    private static String header(Issued token) {
        return Tokens.header(token.bearer().reveal());
    }

    private static int status(TestServer server, String... headers) throws IOException {
        return server.get("/documents", headers).status();
    }

    private static void awaitRefusal(TestServer server, Issued token) throws IOException {
        long begun = System.nanoTime();
        while (status(server, header(token)) != 401) {
            assertTrue(System.nanoTime() - begun < SOON.toNanos(), "a revoked token is still good");
        }
    }

    @Test
    void token_isTakenFromTheOneHeaderAlone() throws Exception {
        try (TestServer server = TestServer.start(Tokens.USERS)) {
            String token = ada(server).bearer().reveal();

            assertEquals(200, status(server, "Authorization: Bearer " + token));
            assertEquals(200, status(server, "authorization: bEARER   " + token + " "));
            assertEquals(401, status(server, "Authorization: " + token));
            assertEquals(401, status(server, "Authorization: Bearer " + token + "x"));
            assertEquals(401, status(server, "Authorization: Bearer"));
            assertEquals(401, status(server, Tokens.header(token), Tokens.header(token)));
            assertEquals(401, status(server, "Cookie: token=" + token, "X-Api-Key: " + token));
            assertEquals(401, server.get("/documents?access_token=" + token).status());
            assertEquals(404, server.get("/no-such-call").status());
        }
    }

    @Test
    void servers_ofOneStore_refuseARevokedTokenWithinASecond() throws Exception {
        try (TestServer one = TestServer.start(Tokens.USERS, this::withStore);
                TestServer other = TestServer.start(Tokens.USERS, this::withStore)) {
            Issued token = ada(one);
            assertEquals(200, status(one, header(token)));
            assertEquals(200, status(other, header(token)));

            Tokens.revoke(one, token.stored().id());

            awaitRefusal(other, token);
            awaitRefusal(one, token);
        }
    }

    @Test
    void stream_ofARun_isCutWithinASecondAfterItsTokenIsRevoked() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model, builder -> withStore(builder.properties(Tokens.USERS)))) {
            Issued gone = ada(server);
            Issued stays = ada(server);
            try (EventClient cut = EventClient.chat(server, MESSAGE, header(gone))) {
                SteeredModel.Reply reply = model.next().say("Hello");
                String run = firstEvent(cut).json().at("run_id").text();
                try (EventClient goesOn = EventClient.follow(server, run, header(stays))) {
                    assertEquals(200, goesOn.head().status());
                    firstEvent(goesOn);
                    assertEquals("Hello", firstEvent(goesOn).content());
                    assertEquals("Hello", firstEvent(cut).content());
                    long begun = System.nanoTime();

                    Tokens.revoke(server, gone.stored().id());

                    assertThrows(IOException.class, cut::next);
                    assertTrue(System.nanoTime() - begun < SOON.toNanos());
                    reply.say(" Ada").end();
                    assertEquals(" Ada", firstEvent(goesOn).content());
                    assertEquals("done", firstEvent(goesOn).name());
                }
            }
            awaitRest();
        }
    }

    @Test
    void stream_ofADocument_isCutWithinASecondAfterItsTokenIsRevoked() throws Exception {
        var texts = new PagedTexts();
        texts.pages.drainPermits();
        try (TestServer server = TestServer.start(Tokens.USERS, builder -> withStore(
                builder.beanDefinitions(RuntimeBeanDefinition.of(TextExtractor.class, () -> texts))))) {
            Issued token = ada(server);
            String file = "%PDF-stand-in A servo.";
            String form = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n" + file
                    + "\r\n--x--\r\n";
            String id = server.exchange("POST", "/documents", form, "Content-Type: multipart/form-data; boundary=x",
                    "Prefer: respond-async", header(token)).json().at("document_id").text();
            try (EventClient events = EventClient.open(server, "GET", "/documents/" + id + "/events", null,
                    header(token))) {
                assertEquals("progress", firstEvent(events).name());
                long begun = System.nanoTime();

                Tokens.revoke(server, token.stored().id());

                assertThrows(IOException.class, () -> {
                    while (events.next() != null) {
                        assertTrue(System.nanoTime() - begun < SOON.toNanos());
                    }
                });
                assertTrue(System.nanoTime() - begun < SOON.toNanos());
            } finally {
                texts.pages.release(1_000);
            }
        }
    }

    /** Nobody's stream is open, so nobody is asked about. */
    private void awaitRest() throws InterruptedException {
        int seen;
        do {
            seen = store.asked.get();
            Thread.sleep(1_100);
        } while (store.asked.get() != seen);
    }

    private static EventClient.Event firstEvent(EventClient client) throws IOException {
        EventClient.Event event = client.next();
        assertNotNull(event);
        return event;
    }

    @Test
    void store_isAskedOnceForManyCallsAndNotForMadeUpTokens() throws Exception {
        try (TestServer server = TestServer.start(Tokens.USERS, this::withStore)) {
            Issued token = ada(server);
            status(server, "Authorization: Bearer confab_nonsense");
            status(server, "Authorization: Bearer eyJ.eyJ.x");
            assertEquals(0, store.asked.get());
            long begun = System.nanoTime();
            for (int call = 0; call < 20; call++) {
                assertEquals(200, status(server, header(token)));
            }

            long periods = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 500 + 1;
            assertTrue(store.asked.get() <= periods, () -> store.asked + " questions");
        }
    }

    @Test
    void store_thatIsAway_is503AndOpenCallsAreAnswered() throws Exception {
        try (TestServer server = TestServer.start(Tokens.USERS, this::withStore)) {
            Issued token = ada(server);
            store.fault = new StoreFault.Unavailable("away", null);

            RawClient.Response told = server.get("/documents", header(token));

            assertEquals(503, told.status());
            assertEquals("store_unavailable", told.json().at("code").text());
            assertNotNull(told.header("retry-after"));
            assertEquals(200, server.get("/health", header(token)).status());
        }
    }

    @Test
    void log_namesTheTokenAndNeverShowsItOrItsOwner() throws Exception {
        try (TestServer server = TestServer.start(Tokens.USERS, this::withStore);
                LogCapture log = LogCapture.begin(new LogSettings(Level.TRACE, LogSettings.Format.JSON))) {
            Issued token = ada(server);
            server.standIns.model.reply("Fine.");
            server.chat(MESSAGE, header(token));
            Tokens.revoke(server, token.stored().id());
            awaitRefusal(server, token);
            server.get("/documents?token=" + token.bearer().reveal(), "X-Request-Id: the-last");

            // The last of the calls, behind which nothing is written.
            log.textWith("revoked_token");
            String written = log.textWith("the-last");
            String id = token.stored().id().toString();
            List<JsonValue> lines = written.lines().map(JsonValue::parse).filter(line -> line.has("route")).toList();
            assertEquals(id, lines.getFirst().at("token_id").text());
            assertTrue(lines.stream()
                    .anyMatch(line -> line.at("outcome").text().equals("unauthorized") && line.has("reason")
                            && line.at("reason").text().equals("revoked_token")));
            String secret = token.bearer().reveal();
            assertFalse(written.contains(secret.substring(secret.length() - 64)));
            assertFalse(written.contains("ada-s3cr3t"));
        }
    }

    @Test
    void token_madeWithAnotherKey_isRefusedAndTheOperatorToldOnce() throws Exception {
        try (TestServer one = TestServer.start(Tokens.USERS, this::withStore);
                TestServer other = TestServer.start(
                        Map.of("auth", "on", "token.secret", "another-secret-that-is-long-enough-too"),
                        this::withStore);
                LogCapture log = LogCapture.begin(new LogSettings(Level.INFO, LogSettings.Format.JSON))) {
            Issued token = ada(one);

            assertEquals(401, status(other, header(token)));
            assertEquals(401, status(other, header(token)));

            status(other, "X-Request-Id: the-last");
            assertEquals(1,
                    log.textWith("the-last")
                            .lines()
                            .filter(line -> line.contains("made with another TOKEN_SECRET"))
                            .count());
        }
    }

    @Test
    void token_forDevelopment_speaksForTheUserOfThisMachine() throws Exception {
        try (TestServer server = TestServer.start(Map.of("dev.token", "dev"))) {
            server.standIns.model.reply("Fine.");
            assertEquals(200, server.chat(MESSAGE, "Authorization: Bearer dev").status());
            assertEquals(401, server.chat(MESSAGE, "Authorization: Bearer deV").status());
            assertEquals(401, server.chat(MESSAGE).status());
        }
    }

    @Test
    void server_withAnyToken_evenARevokedOne_knowsUsers() throws Exception {
        try (TestServer alone = TestServer.start(Map.of(), this::withStore)) {
            assertEquals(200, status(alone));
            assertEquals(200, status(alone, "Authorization: Bearer whatever"));
        }
        try (TestServer maker = TestServer.start(Tokens.USERS, this::withStore)) {
            Tokens.revoke(maker, ada(maker).stored().id());
        }
        try (TestServer users = TestServer.start(Map.of(), this::withStore)) {
            assertEquals(401, status(users));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "chat.example.org", "10.0.0.7:8000" })
    void server_thatKnowsUsers_listensToOthersByAnyName(String host) throws Exception {
        try (TestServer server = TestServer.start(Map.of("auth", "on", "micronaut.server.host", "0.0.0.0"))) {
            assertEquals(200, server.get("/health", "Host: " + host).status());
            assertEquals(401, server.chat(MESSAGE, "Host: " + host).status());
            assertEquals(401, server.chat(MESSAGE, "Host: " + host, "Origin: https://" + host).status());
            assertEquals(403, server.chat(MESSAGE, "Host: " + host, "Origin: https://evil.example").status());
        }
    }

    @Test
    void server_forOthers_needsMoreThanAShortTokenForDevelopment() {
        RuntimeException thrown = assertThrows(RuntimeException.class,
                () -> TestServer.start(Map.of("dev.token", "dev", "micronaut.server.host", "0.0.0.0")));
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        assertTrue(String.valueOf(cause.getMessage()).startsWith("DEV_TOKEN: "), String.valueOf(cause.getMessage()));
    }
}
