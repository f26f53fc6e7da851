package dev.confab.openai;

import static dev.confab.openai.GatewayFixture.limits;
import static dev.confab.openai.GatewayFixture.text;
import static dev.confab.openai.provider.Behaviours.delta;
import static dev.confab.openai.provider.Behaviours.event;
import static dev.confab.openai.provider.Behaviours.finish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.LlmFault.Phase;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.openai.provider.Behaviour;
import dev.confab.openai.provider.Behaviours;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each phase of a call has its limit, and what is no token does not count as one. */
@Timeout(30)
class TimeLimitTest {

    private static final int SHORT = 150;
    /** For what must not run out of time, also on a busy machine. */
    private static final int ENOUGH = 700;

    private final GatewayFixture fixture = new GatewayFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void connect_thatHangs_timesOut() throws Exception {
        // A listener that never accepts, its queue full: the next connection attempt gets no answer.
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var fillers = new ArrayList<Socket>();
            try {
                for (int i = 0; i < 2; i++) {
                    fillers.add(new Socket(full.getInetAddress(), full.getLocalPort()));
                }
                try (var gateway = fixture.gateway(ModelSettings
                        .at(URI.create("http://127.0.0.1:" + full.getLocalPort() + "/v1"), "m")
                        .withLimits(limits(Phase.CONNECT, SHORT)))) {
                    assertTimedOut(Phase.CONNECT, 3, GatewayFixture.ask(gateway));
                    assertEquals(0, gateway.pool().inUse());
                }
            } finally {
                for (Socket filler : fillers) {
                    filler.close();
                }
            }
        }
    }

    @Test
    void handshake_thatHangs_timesOutAsConnecting() throws Exception {
        try (var mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var gateway = fixture.gateway(ModelSettings
                        .at(URI.create("https://127.0.0.1:" + mute.getLocalPort() + "/v1"), "m")
                        .withLimits(limits(Phase.CONNECT, SHORT)))) {
            assertTimedOut(Phase.CONNECT, 3, GatewayFixture.ask(gateway));
        }
    }

    @Test
    void freePlace_thatDoesNotCome_timesOutAsConnecting() {
        fixture.provider.then(Behaviours.hangsAfter("x"));
        try (var gateway = fixture.gateway(ModelSettings.at(fixture.provider.baseUrl(), "m")
                .withMaxConnections(1)
                .withLimits(limits(Phase.CONNECT, SHORT)));
                ReplyStream first = gateway.open(GatewayFixture.call("x"))) {
            assertInstanceOf(ReplyEvent.Delta.class, first.next());
            assertTimedOut(Phase.CONNECT, 3, GatewayFixture.ask(gateway));

            first.close();
            assertInstanceOf(ReplyEvent.Completed.class, GatewayFixture.ask(gateway).getLast());
        }
    }

    @Test
    void headers_thatDoNotCome_timeOut() {
        assertTimedOut(Phase.HEADERS, 3, ask(Phase.HEADERS, Behaviours.hangs()));
    }

    @Test
    void headers_thatDrip_timeOut() {
        assertTimedOut(Phase.HEADERS, 3, ask(Phase.HEADERS, to -> {
            for (int i = 0; i < 200; i++) {
                to.raw(i == 0 ? "HTTP/1.1 200 OK\r\nX: " : "x");
                Thread.sleep(20);
            }
        }));
    }

    @Test
    void firstToken_thatDoesNotCome_timesOut() {
        assertTimedOut(Phase.FIRST_TOKEN, 3, ask(Phase.FIRST_TOKEN, Behaviours.hangsAfter()));
    }

    @Test
    void firstToken_isNoCommentAndNoRole() {
        assertTimedOut(Phase.FIRST_TOKEN, 3, ask(Phase.FIRST_TOKEN, to -> {
            Behaviours.begin(to).chunk(event("{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}"));
            for (int i = 0; i < 200; i++) {
                to.chunk(": ping\n\n");
                Thread.sleep(20);
            }
        }));
    }

    @Test
    void nextToken_thatDoesNotCome_timesOutWithTheTextSoFar() {
        List<ReplyEvent> events = ask(Phase.NEXT_TOKEN, Behaviours.hangsAfter("half"));

        assertEquals("half", text(events));
        assertTimedOut(Phase.NEXT_TOKEN, 1, events);
    }

    @Test
    void nextToken_thatDripsInBytes_timesOut() {
        assertTimedOut(Phase.NEXT_TOKEN, 1, ask(Phase.NEXT_TOKEN, to -> {
            Behaviours.begin(to).chunk(event(delta("half")));
            for (char one : event(delta("never whole")).toCharArray()) {
                to.chunk(String.valueOf(one));
                Thread.sleep(20);
            }
        }));
    }

    @Test
    void thoughts_areTokens() {
        List<ReplyEvent> events = ask(Phase.FIRST_TOKEN, ENOUGH, to -> {
            Behaviours.begin(to);
            for (int i = 0; i < 9; i++) {
                to.chunk(event("{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}"));
                Thread.sleep(ENOUGH / 7);
            }
            to.chunk(event(delta("x")) + event(finish("stop"))).lastChunk();
        });

        assertEquals("x", text(events));
        assertInstanceOf(ReplyEvent.Completed.class, events.getLast());
    }

    @Test
    void tokensInTime_mayTakeLongTogether() {
        List<ReplyEvent> events = ask(Phase.NEXT_TOKEN, ENOUGH,
                Behaviours.saysSlowly(ENOUGH / 7, "a", "b", "c", "d", "e", "f", "g", "h", "i"));

        assertEquals("abcdefghi", text(events));
        assertInstanceOf(ReplyEvent.Completed.class, events.getLast());
    }

    @Test
    void readersOwnTime_doesNotCount() throws Exception {
        fixture.provider.then(Behaviours.says("a", "b", "c"));
        try (var gateway = gateway(Phase.NEXT_TOKEN, 2 * SHORT);
                ReplyStream reply = gateway.open(GatewayFixture.call("x"))) {
            var events = new ArrayList<ReplyEvent>();
            do {
                events.add(reply.next());
                Thread.sleep(3 * SHORT);
            } while (!(events.getLast() instanceof ReplyEvent.End));

            assertEquals("abc", text(events));
            assertInstanceOf(ReplyEvent.Completed.class, events.getLast());
        }
    }

    @Test
    void total_isNeverExceeded() {
        List<ReplyEvent> events = ask(Phase.TOTAL, ENOUGH,
                Behaviours.saysSlowly(ENOUGH / 7, "a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));

        assertTimedOut(Phase.TOTAL, 1, events.stream().filter(event -> !(event instanceof ReplyEvent.Delta)).toList());
        assertTrue(text(events).startsWith("a"));
    }

    @Test
    void total_countsTheReadersTimeToo() throws Exception {
        fixture.provider.then(Behaviours.hangsAfter("a"));
        try (var gateway = gateway(Phase.TOTAL, SHORT); ReplyStream reply = gateway.open(GatewayFixture.call("x"))) {
            assertInstanceOf(ReplyEvent.Delta.class, reply.next());
            assertTrue(fixture.provider.awaitOpen(0, Duration.ofSeconds(2)), "the connection was closed meanwhile");

            assertEquals(Phase.TOTAL, assertInstanceOf(LlmFault.TimedOut.class,
                    assertInstanceOf(ReplyEvent.Failed.class, reply.next()).fault()).phase());
        }
    }

    @Test
    void timeout_closesTheConnection() throws Exception {
        ask(Phase.HEADERS, Behaviours.hangs());

        assertTrue(fixture.provider.awaitOpen(0, Duration.ofSeconds(2)));
    }

    private OpenAiLlmGateway gateway(Phase phase, int millis) {
        return fixture.gateway(ModelSettings.at(fixture.provider.baseUrl(), "m").withLimits(limits(phase, millis)));
    }

    private List<ReplyEvent> ask(Phase phase, Behaviour behaviour) {
        return ask(phase, SHORT, behaviour);
    }

    private List<ReplyEvent> ask(Phase phase, int millis, Behaviour behaviour) {
        fixture.provider.always(behaviour);
        try (var gateway = gateway(phase, millis)) {
            List<ReplyEvent> events = GatewayFixture.ask(gateway);
            assertEquals(0, gateway.pool().inUse());
            return events;
        }
    }

    private static void assertTimedOut(Phase phase, int attempts, List<ReplyEvent> events) {
        LlmFault.TimedOut fault = assertInstanceOf(LlmFault.TimedOut.class,
                assertInstanceOf(ReplyEvent.Failed.class, events.getLast()).fault());
        assertEquals(phase, fault.phase());
        assertEquals(attempts,
                1 + events.stream().filter(ReplyEvent.Retrying.class::isInstance).count());
    }
}
