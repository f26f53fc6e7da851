package dev.confab.openai;

import dev.confab.domain.PlainText;
import dev.confab.domain.TextRepair;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.LlmFault.Phase;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.openai.http.EventReader;
import dev.confab.openai.http.Exchange;
import dev.confab.openai.http.Lifeline;
import dev.confab.openai.http.ServerSentEvent;
import dev.langchain4j.http.client.sse.CancellationUnsupportedHandle;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One try at a model call: the request, and the stream that answers it, read only as far as the reader asks. For one thread.
 */
final class Attempt implements AutoCloseable {

    private static final int LONGEST_EVENT = 1024 * 1024;
    private static final long LONGEST_STREAM = 64L * 1024 * 1024;
    private static final String DONE = "[DONE]";
    /** How long what follows the finish reason (usage, the end mark, the end of the body) is waited for. */
    private static final Duration TAIL = Duration.ofSeconds(2);
    /** And how long the end of the body once the end mark is there: then only the connection's reuse is at stake. */
    private static final Duration TAIL_AFTER_DONE = Duration.ofMillis(200);
    private static final ServerSentEventContext CONTEXT = new ServerSentEventContext(
            new CancellationUnsupportedHandle());

    private final Lifeline line;
    private final Exchange exchange;
    private final EventReader events;
    private final ServerSentEventListener listener;
    private final Collector collector;
    private final Runnable onSign;
    private final TextRepair repair = new TextRepair();
    private Phase phase = Phase.FIRST_TOKEN;
    private boolean clockRuns;
    private boolean done;
    private boolean ended;
    private @Nullable FinishReason finish;
    private @Nullable LlmFault fault;

    private Attempt(Lifeline line, Exchange exchange, ServerSentEventListener listener, Collector collector,
            Runnable onSign) throws IOException {
        this.line = line;
        this.exchange = exchange;
        this.events = new EventReader(exchange.body(), LONGEST_EVENT, LONGEST_STREAM);
        this.listener = listener;
        this.collector = collector;
        this.onSign = onSign;
    }

    /**
     * Sends the request and returns when the answer begins as a stream.
     *
     * @param onSign is run at each sign that the model is there: a token, also of its thoughts, or the finish reason
     * @throws LlmFault    if the provider answers something else
     * @throws IOException if the connection fails or the line is cut
     */
    static Attempt begin(Wiring wiring, Lifeline line, ChatRequest request, Runnable onSign) throws IOException {
        var collector = new Collector();
        var captured = wiring.client().capture(() -> wiring.model().chat(request, collector));
        Exchange exchange = Exchange.send(wiring.pool(), line, Requests.http(captured.request()));
        boolean begun = false;
        try {
            Answers.requireStream(exchange, line, wiring.clock());
            var attempt = new Attempt(line, exchange, captured.listener(), collector, onSign);
            begun = true;
            return attempt;
        } finally {
            if (!begun) {
                exchange.close();
            }
        }
    }

    /**
     * Returns the next text, empty at the end of an answer that {@link #end} tells about.
     *
     * @throws LlmFault    if the provider reports an error or breaks the protocol
     * @throws IOException if the connection fails or the line is cut
     */
    PlainText next() throws IOException {
        clockRuns = false;
        while (true) {
            ServerSentEvent event = fault == null && !ended ? events.poll() : null;
            if (event != null) {
                take(event);
                continue;
            }
            PlainText piece = repair.accept(collector.takeText());
            if (piece.length() > 0) {
                return piece;
            }
            if (fault != null) {
                throw fault;
            }
            if (ended) {
                return last();
            }
            readOn();
        }
    }

    private PlainText last() {
        if (finish == null) {
            throw FaultTranslator.protocol("the stream ended without a finish reason", null);
        }
        return repair.finish();
    }

    /** Tells how the answer ended, once {@link #next} gave nothing more. */
    ReplyEvent.Completed end() {
        FinishReason reason = finish == null ? FinishReason.OTHER : finish;
        return new ReplyEvent.Completed(reason, collector.usage());
    }

    private void take(ServerSentEvent event) {
        String data = event.data();
        if (done) {
            return;
        }
        if (data.equals(DONE)) {
            done = true;
            ended = finish == null;
            clockRuns = false;
            return;
        }
        Optional<ProviderError> error = event.name().equals("error")
                ? Optional.of(ProviderError.in(data).orElse(ProviderError.UNKNOWN))
                : data.contains("\"error\"") ? ProviderError.in(data) : Optional.empty();
        if (error.isPresent()) {
            fault = FaultTranslator.inStream(error.get());
            return;
        }
        boolean onlyText = read(event);
        if (collector.error().isPresent()) {
            if (finish != null) {
                endUnread();
                return;
            }
            fault = FaultTranslator.protocol("an event of the stream cannot be read", collector.error().get());
            return;
        }
        if (collector.takeToken()) {
            onSign.run();
            phase = Phase.NEXT_TOKEN;
            clockRuns = false;
        }
        if (finish == null && !onlyText) {
            finish = FinishMark.in(data).orElse(null);
            if (finish != null) {
                onSign.run();
                clockRuns = false;
            }
        }
    }

    /** Hands an event to the collector; returns whether it was text and nothing else. */
    private boolean read(ServerSentEvent event) {
        Optional<String> text = event.name().isEmpty() ? TextEvent.in(event.data()) : Optional.empty();
        if (text.isPresent()) {
            collector.onPartialResponse(text.get());
        } else {
            listener.onEvent(new dev.langchain4j.http.client.sse.ServerSentEvent(event.name(), event.data()), CONTEXT);
        }
        return text.isPresent();
    }

    private void readOn() throws IOException {
        if (!clockRuns) {
            clockRuns = true;
            if (finish == null) {
                line.enter(phase);
            } else {
                line.enter(Phase.NEXT_TOKEN, done ? TAIL_AFTER_DONE : TAIL);
            }
        }
        try {
            if (!events.fill() && !events.holdsMore()) {
                ended = true;
                listener.onClose();
                exchange.complete();
            }
        } catch (IOException broken) {
            if (finish == null || line.closed()) {
                throw broken;
            }
            endUnread();
        }
    }

    /** The model said that it ended: what is missing or unreadable after that is not the answer's. */
    private void endUnread() {
        ended = true;
        listener.onClose();
        exchange.close();
    }

    @Override
    public void close() {
        exchange.close();
    }
}
