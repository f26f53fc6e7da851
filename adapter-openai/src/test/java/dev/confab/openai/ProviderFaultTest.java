package dev.confab.openai;

import static dev.confab.openai.GatewayFixture.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.LlmFault.Phase;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.openai.provider.Behaviours;
import dev.confab.openai.provider.StandInProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a provider's refusals and of connections that fail, over the wire, and what is tried again. */
@Timeout(30)
class ProviderFaultTest {

    private final GatewayFixture fixture = new GatewayFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({ "400, bad, Misconfigured, 1", "400, context_length_exceeded, ContextTooLong, 1",
            "400, content_policy_violation, Refused, 1", "401, invalid_api_key, Misconfigured, 1",
            "402, '', Misconfigured, 1", "403, '', Misconfigured, 1", "404, model_not_found, Misconfigured, 1",
            "405, '', Misconfigured, 1", "408, '', Unavailable, 3", "409, '', Unavailable, 3",
            "413, '', ContextTooLong, 1", "422, '', Misconfigured, 1", "429, rate_limit_exceeded, RateLimited, 3",
            "429, insufficient_quota, Misconfigured, 1", "500, server_error, Unavailable, 3",
            "501, '', Unavailable, 3", "503, '', Unavailable, 3", "504, '', Unavailable, 3", "529, '', Unavailable, 3",
            "301, '', Misconfigured, 1", "204, '', ProtocolBroken, 3" })
    void status_isTranslatedAndTriedAgainIfThatMayHelp(int status, String code, String fault, int served) {
        fixture.provider.always(status == 204 ? to -> to.head(204) : Behaviours.error(status, code));
        List<ReplyEvent> events = fixture.ask();
        LlmFault failure = failure(events);

        assertEquals(fault, failure.getClass().getSimpleName());
        assertEquals(served, fixture.provider.served());
        assertEquals(served, events.size());
        assertTrue(String.valueOf(failure.getMessage()).contains(String.valueOf(status)), failure::getMessage);
        assertTrue(!String.valueOf(failure.getMessage()).contains("secret"), failure::getMessage);
    }

    @Test
    void htmlOfAGateway_isUnavailable() {
        fixture.provider.always(Behaviours.status(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>"));

        assertInstanceOf(LlmFault.Unavailable.class, failure(fixture.ask()));
    }

    @ParameterizedTest
    @ValueSource(strings = { "This model's maximum context length is 8192 tokens.",
            "The input token count (9000) exceeds the maximum number of tokens allowed (8192).",
            "the request exceeds the available context size" })
    void promptTooLong_isSeenInTheSentenceToo(String sentence) {
        fixture.provider.always(Behaviours.status(400, "application/json",
                "[{\"error\":{\"code\":400,\"message\":\"" + sentence + "\",\"status\":\"INVALID_ARGUMENT\"}}]"));

        assertInstanceOf(LlmFault.ContextTooLong.class, failure(fixture.ask()));
    }

    @Test
    void errorBodyThatNeverEnds_takesTheStatusAway() {
        fixture.provider.always(to -> {
            to.head(401, "Content-Type: application/json", "Transfer-Encoding: chunked");
            for (int i = 0; i < 2_000; i++) {
                to.chunk("x".repeat(1_000));
            }
            to.awaitLeaving();
        });

        assertInstanceOf(LlmFault.Misconfigured.class, failure(fixture.ask()));
    }

    @Test
    void redirect_isNotFollowed() throws Exception {
        try (StandInProvider other = StandInProvider.start()) {
            fixture.provider.always(to -> to.head(307, "Location: " + other.baseUrl(), "Content-Length: 0"));

            assertInstanceOf(LlmFault.Misconfigured.class, failure(fixture.ask()));
            assertEquals(0, other.accepted());
        }
    }

    @Test
    void failureBeforeText_isTriedAgainTwiceAfterPauses() {
        fixture.provider.then(Behaviours.error(500, "")).then(Behaviours.error(503, ""));
        List<ReplyEvent> events = fixture.ask();

        ReplyEvent.Retrying first = assertInstanceOf(ReplyEvent.Retrying.class, events.get(0));
        ReplyEvent.Retrying second = assertInstanceOf(ReplyEvent.Retrying.class, events.get(1));
        assertEquals(1, first.failedAttempt());
        assertEquals(2, second.failedAttempt());
        assertEquals(List.of(Duration.ofMillis(250), Duration.ofMillis(500)), fixture.pauses);
        assertEquals(fixture.pauses, List.of(first.pause(), second.pause()));
        assertEquals("A servo motor holds a position.", text(events));
    }

    @Test
    void failureAfterText_isNotTriedAgain() {
        fixture.provider.then(Behaviours.cutsAfter("half"));

        assertInstanceOf(ReplyEvent.Failed.class, fixture.ask().getLast());
        assertEquals(1, fixture.provider.served());
    }

    @ParameterizedTest
    @CsvSource({ "Retry-After: 7, 7000", "retry-after: 0, 0", "Retry-After: 1.5, 1500", "retry-after-ms: 1234, 1234",
            "Retry-After: +9s, 250", "Retry-After: , 250", "Retry-After: 30, 30000" })
    void retryAfter_isObeyed(String header, long millis) {
        fixture.provider.then(Behaviours.error(429, "rate_limit_exceeded", header));
        List<ReplyEvent> events = fixture.ask();

        assertInstanceOf(ReplyEvent.Completed.class, events.getLast());
        assertEquals(List.of(Duration.ofMillis(millis)), fixture.pauses);
    }

    @Test
    void retryAfter_asADate_isObeyed() {
        String later = DateTimeFormatter.RFC_1123_DATE_TIME
                .format(GatewayFixture.NOW.plusSeconds(11).atOffset(ZoneOffset.UTC));
        String earlier = DateTimeFormatter.RFC_1123_DATE_TIME
                .format(GatewayFixture.NOW.minusSeconds(11).atOffset(ZoneOffset.UTC));
        fixture.provider.then(Behaviours.error(429, "", "Retry-After: " + later))
                .then(Behaviours.error(503, "", "Retry-After: " + earlier));
        fixture.ask();

        assertEquals(List.of(Duration.ofSeconds(11), Duration.ZERO), fixture.pauses);
    }

    @Test
    void retryAfter_inBothForms_takesTheExactOne() {
        fixture.provider.then(Behaviours.error(429, "", "Retry-After: 7", "retry-after-ms: 6500"));
        fixture.ask();

        assertEquals(List.of(Duration.ofMillis(6_500)), fixture.pauses);
    }

    @ParameterizedTest
    @ValueSource(strings = { "Retry-After: 31", "retry-after-ms: 30001", "Retry-After: 999999999" })
    void retryAfter_longerThanPatience_endsTheCallAndTellsIt(String header) {
        try (var patient = fixture.gateway(ModelSettings.at(fixture.provider.baseUrl(), "m"))) {
            fixture.provider.then(Behaviours.error(429, "rate_limit_exceeded", header));
            LlmFault failure = failure(GatewayFixture.ask(patient));

            assertTrue(failure.retryAfter().orElseThrow().compareTo(Duration.ofSeconds(30)) > 0);
            assertEquals(1, fixture.provider.served());
        }
    }

    @Test
    void retryAfter_longerThanWhatIsLeft_endsTheCall() {
        try (var hasty = fixture.gateway(ModelSettings.at(fixture.provider.baseUrl(), "m")
                .withLimits(GatewayFixture.limits(Phase.TOTAL, 10_000)))) {
            fixture.provider.then(Behaviours.error(429, "", "Retry-After: 12"));

            assertEquals(Optional.of(Duration.ofSeconds(12)), failure(GatewayFixture.ask(hasty)).retryAfter());
        }
    }

    @Test
    void connectionRefused_isUnavailableAndTriedAgain() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try (var gateway = fixture.gateway(ModelSettings.at(URI.create("http://127.0.0.1:" + free + "/v1"), "m"))) {
            List<ReplyEvent> events = GatewayFixture.ask(gateway);

            assertEquals("the provider refused the connection",
                    assertInstanceOf(LlmFault.Unavailable.class, failure(events)).getMessage());
            assertEquals(3, events.size());
            assertEquals(0, gateway.pool().inUse());
        }
    }

    @Test
    void unknownHost_isUnavailable() {
        try (var gateway = fixture.gateway(ModelSettings.at(URI.create("http://no-such-host.invalid/v1"), "m")
                .withLimits(GatewayFixture.LIMITS))) {
            assertInstanceOf(LlmFault.Unavailable.class, failure(GatewayFixture.ask(gateway)));
        }
    }

    @Test
    void keptConnection_thatTheProviderClosed_isReplacedSilently() throws Exception {
        fixture.ask();
        assertTrue(fixture.provider.awaitOpen(1, Duration.ofSeconds(2)));
        fixture.provider.dropConnections();
        List<ReplyEvent> events = fixture.ask();

        assertInstanceOf(ReplyEvent.Completed.class, events.getLast());
        assertTrue(fixture.pauses.isEmpty());
        assertEquals(2, fixture.provider.accepted());
    }

    @Test
    void keptConnection_closedUnderTheRequest_isReplacedOnceOnly() {
        fixture.ask();
        fixture.provider.always(Behaviours.resets());
        List<ReplyEvent> events = fixture.ask();

        assertInstanceOf(LlmFault.Unavailable.class, failure(events));
        // The first attempt was sent twice, on the kept connection and on a new one; the other two once.
        assertEquals(1 + 4, fixture.provider.served());
    }

    @Test
    void keptConnection_withAShortLife_isNotUsedAfterIt() {
        byte[] body = ("data: " + Behaviours.delta("x") + "\n\ndata: " + Behaviours.finish("stop") + "\n\n").getBytes(
                StandardCharsets.UTF_8);
        fixture.provider.always(to -> to.head(200, "Content-Type: text/event-stream", "Keep-Alive: timeout=1",
                "Content-Length: " + body.length).raw(body));
        fixture.ask();
        fixture.ask();

        assertEquals(2, fixture.provider.accepted());
    }

    @Test
    void keptConnection_withMoreThanTheAnswerOnIt_isNotUsedAgain() {
        fixture.provider.then(Behaviours.saysAtOnce(2, "one")).then(Behaviours.says("two"));

        assertEquals("one", text(fixture.ask()));
        assertEquals("two", text(fixture.ask()), "an answer that nobody asked for is nobody's answer");
        assertTrue(fixture.pauses.isEmpty());
    }

    @Test
    void keptConnection_onWhichMoreComesLater_isNotUsedAgain() throws Exception {
        var read = new CountDownLatch(1);
        var talked = new CountDownLatch(1);
        fixture.provider.then(to -> {
            Behaviours.says("one").answer(to);
            read.await();
            Behaviours.says("an answer that nobody asked for").answer(to);
            talked.countDown();
        });

        assertEquals("one", text(fixture.ask()));
        read.countDown();
        talked.await();
        assertEquals("A servo motor holds a position.", text(fixture.ask()));
    }

    @Test
    void keptConnection_thatNobodyUses_isClosedInTime() throws Exception {
        fixture.provider.always(to -> to.head(400, "Keep-Alive: timeout=2, max=5", "Content-Length: 0"));
        fixture.ask();
        assertEquals(1, fixture.gateway.pool().idle());

        assertTrue(fixture.provider.awaitOpen(0, Duration.ofSeconds(5)));
        assertEquals(0, fixture.gateway.pool().idle());
    }

    @Test
    void close_letsCallsThatRunGoOn() {
        fixture.provider.then(Behaviours.saysSlowly(20, "a", "b", "c"));
        try (ReplyStream reply = fixture.gateway.open(GatewayFixture.call("x"))) {
            assertInstanceOf(ReplyEvent.Delta.class, reply.next());
            fixture.gateway.close();

            ReplyEvent event;
            do {
                event = reply.next();
            } while (event instanceof ReplyEvent.Delta);
            assertInstanceOf(ReplyEvent.Completed.class, event);
        }
        assertInstanceOf(LlmFault.Unavailable.class, failure(fixture.ask()));
    }

    @Test
    void tls_withATrustedCertificate_works(@TempDir Path folder) throws Exception {
        SSLContext context = selfSigned(folder);
        try (StandInProvider secure = StandInProvider
                .start(context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress()));
                var gateway = OpenAiLlmGateway.builder(at(secure, "localhost"))
                        .tls(context.getSocketFactory())
                        .build()) {
            assertEquals("A servo motor holds a position.", text(GatewayFixture.ask(gateway)));
            assertEquals("A servo motor holds a position.", text(GatewayFixture.ask(gateway)));
            assertEquals(1, secure.accepted());
        }
    }

    @Test
    void tls_withACertificateForAnotherName_isMisconfigured(@TempDir Path folder) throws Exception {
        SSLContext context = selfSigned(folder);
        try (StandInProvider secure = StandInProvider
                .start(context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress()));
                var gateway = OpenAiLlmGateway.builder(at(secure, "127.0.0.1"))
                        .tls(context.getSocketFactory())
                        .build()) {
            assertInstanceOf(LlmFault.Misconfigured.class, failure(GatewayFixture.ask(gateway)));
        }
    }

    @Test
    void tls_withACertificateNobodyVouchesFor_isMisconfigured(@TempDir Path folder) throws Exception {
        SSLContext context = selfSigned(folder);
        try (StandInProvider secure = StandInProvider
                .start(context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress()));
                var gateway = fixture.gateway(at(secure, "localhost"))) {
            assertInstanceOf(LlmFault.Misconfigured.class, failure(GatewayFixture.ask(gateway)));
            assertEquals(0, secure.served());
        }
    }

    @Test
    void tls_towardsAPlainPort_isMisconfigured() throws Exception {
        try (var plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var gateway = fixture.gateway(ModelSettings
                        .at(URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/v1"), "m"))) {
            Thread answering = Thread.startVirtualThread(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException gone) {
                    // The client leaves, as it should.
                }
            });

            assertInstanceOf(LlmFault.Misconfigured.class, failure(GatewayFixture.ask(gateway)));
            answering.join();
        }
    }

    private static ModelSettings at(StandInProvider provider, String host) {
        return ModelSettings.at(URI.create("https://" + host + ":" + provider.port() + "/v1"), "m");
    }

    /** A context that has, and trusts, a certificate of its own for the name localhost. */
    private static SSLContext selfSigned(Path folder) throws Exception {
        Path file = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "stand-in", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
                "SAN=dns:localhost", "-storetype", "PKCS12", "-storepass", "changeit", "-keystore", file.toString())
                .inheritIO()
                .start();
        assertTrue(keytool.waitFor(20, TimeUnit.SECONDS));
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "changeit".toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static LlmFault failure(List<ReplyEvent> events) {
        return assertInstanceOf(ReplyEvent.Failed.class, events.getLast()).fault();
    }
}
