package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.message.Role;
import dev.confab.domain.prompt.Prompt;
import dev.confab.domain.retrieval.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a {@link LlmGateway} promises. */
@Timeout(30)
public abstract class LlmGatewayContract {

    /** What a gateway can be made to do for a test. */
    public enum Capability {
        /** It can fall silent: {@link #gatewayThatHangsAfter}. */
        HANG,
        /** It can fail: {@link #gatewayThatFails}. */
        FAIL,
        /** It can know that its provider is away: {@link #gatewayThatIsAway}. */
        AWAY
    }

    /** Returns what this gateway can be made to do. */
    protected abstract Set<Capability> capabilities();

    /** Returns a gateway that answers any question well. */
    protected abstract LlmGateway gatewayThatAnswers();

    /** Returns a gateway that says these pieces and then nothing more; asked only with {@link Capability#HANG}. */
    protected abstract LlmGateway gatewayThatHangsAfter(List<String> pieces);

    /** Returns a gateway whose provider fails; asked only with {@link Capability#FAIL}. */
    protected abstract LlmGateway gatewayThatFails();

    /** Returns a gateway that does not ask its provider now; asked only with {@link Capability#AWAY}. */
    protected abstract LlmGateway gatewayThatIsAway();

    @Test
    final void reply_ofAGoodCall_isTextAndOneEnd() {
        try (ReplyStream reply = gatewayThatAnswers().open(call("What is a servo motor?"))) {
            List<ReplyEvent> events = readToEnd(reply);

            assertInstanceOf(ReplyEvent.Completed.class, events.getLast());
            assertFalse(text(events).isBlank());
            assertEquals(1, events.stream().filter(ReplyEvent.End.class::isInstance).count());
            assertThrows(IllegalStateException.class, reply::next);
        }
    }

    @Test
    final void close_beforeTheFirstEvent_cancels() {
        ReplyStream reply = gatewayThatAnswers().open(call("anything"));

        reply.close();

        assertInstanceOf(ReplyEvent.Cancelled.class, reply.next());
        assertThrows(IllegalStateException.class, reply::next);
        assertDoesNotThrow(reply::close);
    }

    @Test
    final void close_afterTheEnd_changesNothing() {
        ReplyStream reply = gatewayThatAnswers().open(call("anything"));
        readToEnd(reply);

        assertDoesNotThrow(reply::close);
        assertDoesNotThrow(reply::close);
        assertThrows(IllegalStateException.class, reply::next);
    }

    @Test
    final void close_whileNextWaitsForTheFirstText_returnsAtOnce() throws Exception {
        closeWhileWaiting(List.of());
    }

    @Test
    final void close_whileNextWaitsForMoreText_returnsAtOnce() throws Exception {
        closeWhileWaiting(List.of("one ", "two "));
    }

    @Test
    final void failure_isTheEndOfTheReply() {
        assumeTrue(capabilities().contains(Capability.FAIL), "this gateway cannot fail");
        try (ReplyStream reply = gatewayThatFails().open(call("anything"))) {
            assertInstanceOf(ReplyEvent.Failed.class, readToEnd(reply).getLast());
            assertThrows(IllegalStateException.class, reply::next);
        }
    }

    @Test
    final void outage_ofAGatewayThatAnswers_isEmpty() {
        assertEquals(Optional.empty(), gatewayThatAnswers().outage());
    }

    @Test
    final void outage_isWhatACallEndsWithAtOnce() {
        assumeTrue(capabilities().contains(Capability.AWAY), "this gateway is never away");
        LlmGateway gateway = gatewayThatIsAway();
        LlmFault outage = gateway.outage().orElseThrow();
        try (ReplyStream reply = gateway.open(call("anything"))) {
            LlmFault fault = assertInstanceOf(ReplyEvent.Failed.class, reply.next()).fault();

            assertEquals(outage.code(), fault.code());
            assertTrue(fault.retryAfter().orElseThrow().compareTo(outage.retryAfter().orElseThrow()) <= 0);
            assertTrue(fault.retryable());
        }
    }

    @Test
    final void replies_manyAtOnce_doNotDisturbEachOther() throws Exception {
        LlmGateway gateway = gatewayThatAnswers();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = new ArrayList<Future<List<ReplyEvent>>>();
            for (int i = 0; i < 50; i++) {
                replies.add(pool.submit(() -> {
                    try (ReplyStream reply = gateway.open(call("What is a servo motor?"))) {
                        return readToEnd(reply);
                    }
                }));
            }
            for (Future<List<ReplyEvent>> reply : replies) {
                assertInstanceOf(ReplyEvent.Completed.class, reply.get().getLast());
            }
        }
    }

    @Test
    final void profile_isAlwaysTheSame() {
        LlmGateway gateway = gatewayThatAnswers();

        assertEquals(gateway.profile(), gateway.profile());
    }

    private void closeWhileWaiting(List<String> pieces) throws Exception {
        assumeTrue(capabilities().contains(Capability.HANG), "this gateway never waits");
        ReplyStream reply = gatewayThatHangsAfter(pieces).open(call("anything"));
        for (var text = new StringBuilder(); text.length() < String.join("", pieces).length();) {
            text.append(assertInstanceOf(ReplyEvent.Delta.class, reply.next()).text().value());
        }
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ReplyEvent> waiting = pool.submit(reply::next);
            // Not a matter of time: closing before next() waits must give the same.
            Thread.sleep(Duration.ofMillis(50));
            reply.close();
            assertInstanceOf(ReplyEvent.Cancelled.class, waiting.get(5, TimeUnit.SECONDS));
        }
        assertThrows(IllegalStateException.class, reply::next);
    }

    /** Reads a reply to its end and returns all its events. */
    protected static List<ReplyEvent> readToEnd(ReplyStream reply) {
        var events = new ArrayList<ReplyEvent>();
        do {
            events.add(reply.next());
        } while (!(events.getLast() instanceof ReplyEvent.End));
        return events;
    }

    /** Returns the text of these events. */
    protected static String text(List<ReplyEvent> events) {
        var text = new StringBuilder();
        for (ReplyEvent event : events) {
            if (event instanceof ReplyEvent.Delta delta) {
                text.append(delta.text().value());
                assertTrue(delta.text().length() > 0);
            }
        }
        return text.toString();
    }

    /** Returns a call that asks a question with nothing around it. */
    protected static ModelCall call(String question) {
        PlainText text = PlainText.of(question);
        return new ModelCall(new SessionId(UUID.randomUUID()), new RunId(UUID.randomUUID()),
                new Prompt(PlainText.of("You are a test."), List.of(new Prompt.Entry(Role.USER, text)), text,
                        new Grounding.Open(Scope.ALL), List.of(), List.of(1L), 0));
    }
}
