package dev.confab.openai.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.confab.domain.PlainText;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.fault.LlmFault;
import dev.confab.openai.WholeCalls;
import dev.confab.openai.provider.Behaviour;
import dev.confab.openai.provider.Behaviours;
import dev.confab.openai.provider.Served;
import dev.confab.openai.provider.Vectors;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Whatever a provider does: the right vectors, or a fault of the right type. */
class EmbeddingFaultTest {

    private static final List<PlainText> TWO = EmbedderFixture.texts("secret torque", "secret light");
    private static final String GOOD = Arrays.toString(Vectors.of("anything", Vectors.DIMENSION));

    private final EmbedderFixture fixture = new EmbedderFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "garbage", "null", "[]", "{}", "{\"data\":[]}", "{\"data\":null}", "{\"data\":{}}",
            "{\"data\":[GOOD0]}", "{\"data\":[GOOD0,GOOD1,GOOD2]}", "{\"data\":[GOOD0,GOOD0]}",
            "{\"data\":[GOOD1,GOOD2]}", "{\"data\":[GOOD0,{\"index\":1,\"embedding\":[NaN,1]}]}",
            "{\"data\":[GOOD0,{\"index\":1,\"embedding\":[1e999,1]}]}",
            "{\"data\":[GOOD0,{\"index\":1,\"embedding\":[null,1]}]}",
            "{\"data\":[GOOD0,{\"index\":1,\"embedding\":[\"1\",1]}]}",
            "{\"data\":[GOOD0,{\"index\":1,\"embedding\":[]}]}",
            "{\"data\":[GOOD0,{\"index\":1,\"embedding\":[1,2,3]}]}", "{\"data\":[GOOD0,{\"index\":1}]}",
            "{\"data\":[GOOD0,{\"index\":1,\"embedding\":null}]}",
            "{\"data\":[GOOD0,{\"index\":1,\"embedding\":\"AAAA!\"}]}",
            "{\"data\":[GOOD0,{\"index\":1,\"embedding\":\"AAAAAA==\"}]}",
            "{\"data\":[GOOD0,{\"index\":-1,\"embedding\":[1]}]}",
            "{\"data\":[GOOD0,{\"index\":\"1\",\"embedding\":[1]}]}",
            "{\"data\":[{\"index\":0,\"embedding\":[0,0]},{\"index\":1,\"embedding\":[0,0]}]}",
            "{\"data\":[GOOD0,GOOD1]",
            "{\"data\":[GOOD0,GOOD1]}{}", "{\"data\":[GOOD0,GOOD1],\"error\":{\"message\":\"secret\"}}",
            "{\"error\":{\"message\":\"secret words\"}}", "<html>secret</html>" })
    void answer_thatLeavesADoubt_isRefused(String body) {
        fixture.always(body.replace("GOOD0", Vectors.item(0, GOOD))
                .replace("GOOD1", Vectors.item(1, GOOD))
                .replace("GOOD2", Vectors.item(2, GOOD)));
        LlmFault fault = assertThrows(LlmFault.class, () -> fixture.embedder.embed(TWO));

        assertInstanceOf(LlmFault.ProtocolBroken.class, fault);
        assertFalse(String.valueOf(fault.getMessage()).contains("secret"));
        assertEquals(4, fixture.provider.served());
    }

    @Test
    void answer_thatDoesNotEnd_isRefused() {
        fixture.embedder.space();
        fixture.provider.always("/embeddings", to -> {
            to.head(200, "Content-Type: application/json", "Connection: close");
            byte[] much = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 64; i++) {
                to.raw(much);
            }
            to.end();
        });

        assertThrows(LlmFault.ProtocolBroken.class, () -> fixture.embedder.embed(TWO));
    }

    @Test
    void passages_areTriedFourTimes_withJitterThatGrows() {
        fixture.provider.always("/embeddings", Behaviours.error(500, ""));
        assertThrows(LlmFault.Unavailable.class, () -> fixture.embedder.embed(TWO));

        assertEquals(4, fixture.provider.served());
        for (int at = 0; at < 3; at++) {
            assertTrue(fixture.pauses.get(at).toMillis() <= 500L << at, fixture.pauses::toString);
        }
    }

    @Test
    void questions_areTriedTwice() {
        fixture.provider.always("/embeddings", Behaviours.resets());
        assertThrows(LlmFault.Unavailable.class, () -> fixture.embedder.embedQuestion(PlainText.of("x")));

        assertEquals(2, fixture.provider.served());
    }

    @Test
    void retryAfter_isObeyedWhileThereIsTime() {
        fixture.then(Behaviours.error(429, "", "Retry-After: 7"));
        assertEquals(2, fixture.embedder.embed(TWO).size());
        assertEquals(List.of(Duration.ofSeconds(7)), fixture.pauses);

        fixture.then(Behaviours.error(429, "", "Retry-After: 90"));
        LlmFault fault = assertThrows(LlmFault.RateLimited.class, () -> fixture.embedder.embed(TWO));
        assertEquals(Optional.of(Duration.ofSeconds(90)), fault.retryAfter());

        fixture.then(Behaviours.error(429, "", "Retry-After: 7"));
        assertThrows(LlmFault.RateLimited.class, () -> fixture.embedder.embedQuestion(PlainText.of("x")));
        assertEquals(1, fixture.pauses.size());
    }

    @Test
    void faultsThatDoNotPass_areNotTriedAgain() {
        fixture.provider.always("/embeddings", Behaviours.error(401, "invalid_api_key"));
        assertThrows(LlmFault.Misconfigured.class, () -> fixture.embedder.embed(TWO));
        fixture.provider.always("/embeddings", Behaviours.error(429, "insufficient_quota"));
        assertThrows(LlmFault.Misconfigured.class, () -> fixture.embedder.embed(TWO));

        assertEquals(2, fixture.provider.served());
    }

    @Test
    void errorUnderAGoodStatus_isWhatItSays() {
        fixture.always("{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"secret\"}}");

        assertThrows(LlmFault.RateLimited.class, () -> fixture.embedder.embedQuestion(PlainText.of("x")));
    }

    @Test
    void slowAnswer_isNotWaitedForLongerThanAQuestionMay() {
        fixture.provider.always("/embeddings", Behaviours.hangs());
        long begun = System.nanoTime();
        LlmFault fault = assertThrows(LlmFault.TimedOut.class,
                () -> fixture.embedder.embedQuestion(PlainText.of("x")));
        Duration took = Duration.ofNanos(System.nanoTime() - begun);

        assertTrue(took.compareTo(Duration.ofSeconds(7)) < 0, () -> took + " " + fault.getMessage());
    }

    @Test
    void providerThatIsAway_isNotAskedForAWhile() {
        fixture.provider.always("/embeddings", Behaviours.error(503, ""));
        for (int i = 0; i < 5; i++) {
            assertThrows(LlmFault.Unavailable.class, () -> fixture.embedder.embedQuestion(PlainText.of("x")));
        }
        int served = fixture.provider.served();
        LlmFault fault = assertThrows(LlmFault.Unavailable.class,
                () -> fixture.embedder.embedQuestion(PlainText.of("x")));

        assertEquals(served, fixture.provider.served());
        assertTrue(fault.retryAfter().isPresent());
    }

    @Test
    void anyFault_givesTheRightVectorsOrNone() {
        // A breaker of its own for every few calls: this is not about what a provider is spared.
        int right = 0;
        int faults = 0;
        var random = new Random(20_261_120);
        for (int round = 0; round < 30; round++) {
            try (var one = new EmbedderFixture()) {
                one.embedder.space();
                for (int call = 0; call < 10; call++) {
                    List<PlainText> texts = texts(random);
                    one.provider.always("/embeddings", anyBehaviour(random));
                    try {
                        assertRight(texts, one.embedder.embed(texts));
                        right++;
                    } catch (LlmFault expected) {
                        faults++;
                    }
                }
            }
        }
        assertTrue(right > 60 && faults > 100, right + " right, " + faults + " faults");
    }

    private static List<PlainText> texts(Random random) {
        var texts = new ArrayList<PlainText>();
        for (int count = 1 + random.nextInt(8); count > 0; count--) {
            texts.add(PlainText.of("word" + random.nextInt(1_000) + " word" + random.nextInt(1_000)));
        }
        return texts;
    }

    /** A standing behaviour that itself changes from request to request. */
    private static Behaviour anyBehaviour(Random random) {
        long seed = random.nextLong();
        var own = new Random(seed);
        return to -> {
            int kind;
            Random dice;
            synchronized (own) {
                kind = own.nextInt(14);
                dice = new Random(own.nextLong());
            }
            behaviour(kind, dice).answer(to);
        };
    }

    private static Behaviour behaviour(int kind, Random dice) {
        return switch (kind) {
            case 0 -> Behaviours.error(500, "");
            case 1 -> Behaviours.error(429, "", "Retry-After: 1");
            case 2 -> Behaviours.resets();
            case 3 -> Behaviours.status(200, "text/html", "<html>");
            case 4 -> Vectors.embeds(items -> items.subList(0, items.size() - 1));
            case 5 -> Vectors.embeds(items -> {
                items.add(items.getFirst());
                return items;
            });
            case 6 -> Vectors.embeds(items -> items.stream()
                    .map(item -> item.replaceAll("\"index\":\\d+", "\"index\":9"))
                    .toList());
            case 7 -> Vectors.embeds(items -> {
                items.set(dice.nextInt(items.size()), Vectors.item(0, "[0.1,0.2]"));
                return items;
            });
            case 8 -> cut(dice);
            case 9 -> Vectors.embeds(items -> {
                items.set(0, Vectors.item(items.size() - 1, GOOD));
                return items.size() == 1 ? List.of() : items;
            });
            case 10, 11 -> Vectors.embedsShuffled(dice);
            case 12 -> Vectors.embedsInBase64();
            default -> Vectors.embeds();
        };
    }

    /** The start of an answer, its length given right or wrong, or not at all. */
    private static Behaviour cut(Random dice) {
        return to -> {
            String good = "{\"data\":[" + Vectors.item(0, GOOD) + "]}";
            String start = good.substring(0, dice.nextInt(good.length()));
            switch (dice.nextInt(3)) {
                case 0 -> to.head(200, "Content-Type: application/json", "Content-Length: " + good.length()).raw(start);
                case 1 ->
                    to.head(200, "Content-Type: application/json", "Transfer-Encoding: chunked").chunk("x" + start);
                default -> to.head(200, "Content-Type: application/json", "Connection: close").raw(start);
            }
            to.end();
        };
    }

    private static void assertRight(List<PlainText> texts, List<Vector> vectors) {
        assertEquals(texts.size(), vectors.size());
        for (int at = 0; at < texts.size(); at++) {
            assertArrayEquals(Vectors.of(texts.get(at).value(), Vectors.DIMENSION), vectors.get(at).toArray(), 1e-5f);
        }
    }

    @Test
    void interrupted_endsSoon() throws InterruptedException {
        fixture.provider.always("/embeddings", Behaviours.hangs());
        var faults = new CopyOnWriteArrayList<LlmFault>();
        Thread asking = Thread.ofVirtual()
                .start(() -> faults.add(assertThrows(LlmFault.class, () -> fixture.embedder.embed(TWO))));
        assertTrue(fixture.provider.awaitServed(1, Duration.ofSeconds(10)));
        asking.interrupt();

        assertTrue(asking.join(Duration.ofSeconds(10)));
        assertEquals(1, faults.size());
        assertEquals(1, fixture.provider.served());
    }

    @Test
    void everyCall_isOneLineWithoutAWordOfTheTexts() {
        Logger logger = (Logger) LoggerFactory.getLogger(WholeCalls.class);
        Level before = logger.getLevel();
        var lines = new Lines();
        lines.setContext(logger.getLoggerContext());
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        try {
            fixture.then(Behaviours.error(500, "")).embedder.embed(TWO);
            fixture.always("secret garbage");
            assertThrows(LlmFault.class, () -> fixture.embedder.embedQuestion(TWO.getFirst()));
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(before);
        }

        assertEquals(2, lines.all.size());
        String good = lines.all.getFirst().getKeyValuePairs().toString();
        assertEquals("embedding call", lines.all.getFirst().getFormattedMessage());
        for (String part : List.of("custom", "test-embedding", "texts=\"2\"", "attempts=\"2\"", "tokens=\"5\"",
                "outcome=\"completed\"", "duration_ms")) {
            assertTrue(good.contains(part), good);
        }
        ILoggingEvent bad = lines.all.getLast();
        assertEquals(Level.WARN, bad.getLevel());
        assertTrue(bad.getKeyValuePairs().toString().contains("model_protocol_broken"));
        assertFalse((good + bad.getKeyValuePairs()).contains("secret"));
    }

    @Test
    void connections_areUsedAgain() {
        for (int i = 0; i < 5; i++) {
            fixture.embedder.embed(TWO);
        }
        List<Served.Request> requests = fixture.provider.requests();

        assertEquals(5, requests.size());
        assertEquals(1, fixture.provider.accepted());
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {

        private final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            all.add(event);
        }
    }
}
