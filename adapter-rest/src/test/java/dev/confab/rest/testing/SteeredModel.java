package dev.confab.rest.testing;

import dev.confab.domain.PlainText;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A model that says what a test tells it, when the test tells it. */
public final class SteeredModel implements LlmGateway {

    private static final int SECONDS = 20;

    private final BlockingQueue<Reply> asked = new LinkedBlockingQueue<>();
    private final AtomicInteger calls = new AtomicInteger();

    /** One reply, which the test gives piece by piece. */
    public static final class Reply implements ReplyStream {

        public final ModelCall call;
        private final BlockingQueue<ReplyEvent> events = new LinkedBlockingQueue<>();
        private final CompletableFuture<Boolean> cut = new CompletableFuture<>();
        private volatile boolean ended;

        private Reply(ModelCall call) {
            this.call = call;
        }

        public Reply say(String... pieces) {
            for (String piece : pieces) {
                events.add(new ReplyEvent.Delta(PlainText.of(piece)));
            }
            return this;
        }

        public Reply tryAgain(LlmFault fault) {
            events.add(new ReplyEvent.Retrying(1, fault, Duration.ofMillis(1)));
            return this;
        }

        public void end() {
            events.add(new ReplyEvent.Completed(FinishReason.STOP, Optional.empty()));
        }

        public void fail(LlmFault fault) {
            events.add(new ReplyEvent.Failed(fault));
        }

        /** Waits until the reply was closed; returns whether that was before its end. */
        public boolean awaitClosed() throws Exception {
            return cut.get(SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public ReplyEvent next() {
            try {
                ReplyEvent event = cut.isDone() ? new ReplyEvent.Cancelled() : events.take();
                ended = event instanceof ReplyEvent.End && !(event instanceof ReplyEvent.Cancelled);
                return event;
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                return new ReplyEvent.Cancelled();
            }
        }

        @Override
        public void close() {
            cut.complete(!ended);
            events.add(new ReplyEvent.Cancelled());
        }
    }

    /** Waits for the next call. */
    public Reply next() throws InterruptedException {
        return Objects.requireNonNull(asked.poll(SECONDS, TimeUnit.SECONDS), "nobody asked the model");
    }

    /** Returns how often it was asked. */
    public int calls() {
        return calls.get();
    }

    @Override
    public ReplyStream open(ModelCall call) {
        var reply = new Reply(call);
        calls.incrementAndGet();
        asked.add(reply);
        return reply;
    }

    @Override
    public ModelProfile profile() {
        return new ModelProfile("steered", "wheel", 8_192, 1_024);
    }
}
