package dev.confab.openai.offline;

import dev.confab.domain.PlainText;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.llm.Usage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Writes an answer when it is first asked for, and gives it out a few words at a time. */
final class OfflineReply implements ReplyStream {

    private static final int WORDS_PER_PIECE = 4;
    /** Text without spaces is cut too. */
    private static final int LONGEST_PIECE = 80;

    private static final Logger log = LoggerFactory.getLogger(OfflineLlmGateway.class);

    private final ModelCall call;
    private final Supplier<String> author;
    private final Function<String, Usage> accountant;
    private final AtomicBoolean reported = new AtomicBoolean();
    private final long openedAt = System.nanoTime();
    private @Nullable String answer;
    private int given;
    private boolean ended;
    private volatile boolean closed;

    OfflineReply(ModelCall call, Supplier<String> author, Function<String, Usage> accountant) {
        this.call = call;
        this.author = author;
        this.accountant = accountant;
    }

    @Override
    public ReplyEvent next() {
        if (ended) {
            throw new IllegalStateException("the reply has ended");
        }
        if (answer == null && !closed) {
            answer = author.get();
        }
        String text = answer;
        if (closed || text == null) {
            ended = true;
            report("cancelled", Optional.empty());
            return new ReplyEvent.Cancelled();
        }
        if (given == text.length()) {
            ended = true;
            Optional<Usage> usage = Optional.of(accountant.apply(text));
            report("completed", usage);
            return new ReplyEvent.Completed(FinishReason.STOP, usage);
        }
        int from = given;
        given = endOfPiece(text, from);
        return new ReplyEvent.Delta(PlainText.of(text.substring(from, given)));
    }

    @Override
    public void close() {
        closed = true;
        report("cancelled", Optional.empty());
    }

    /** Writes one line for the call, as every model's adapter does: ids, time and amounts, never a word. */
    private void report(String outcome, Optional<Usage> usage) {
        if (reported.compareAndSet(false, true)) {
            LoggingEventBuilder line = log.atInfo()
                    .addKeyValue("run_id", call.run().toString())
                    .addKeyValue("session_id", call.session().toString())
                    .addKeyValue("provider", OfflineLlmGateway.PROFILE.provider())
                    .addKeyValue("model", OfflineLlmGateway.PROFILE.model())
                    .addKeyValue("duration_ms", Duration.ofNanos(System.nanoTime() - openedAt).toMillis())
                    .addKeyValue("outcome", outcome);
            if (usage.isPresent()) {
                line = line.addKeyValue("prompt_tokens", usage.get().promptTokens())
                        .addKeyValue("completion_tokens", usage.get().completionTokens());
            }
            line.log("model call");
        }
    }

    private static int endOfPiece(String text, int from) {
        int limit = Math.min(text.length(), from + LONGEST_PIECE);
        int words = 0;
        for (int at = from + 1; at < limit; at++) {
            boolean wordEnds = Character.isWhitespace(text.charAt(at - 1)) && !Character.isWhitespace(text.charAt(at));
            if (wordEnds && ++words == WORDS_PER_PIECE) {
                return at;
            }
        }
        boolean insidePair = limit < text.length() && Character.isHighSurrogate(text.charAt(limit - 1));
        return insidePair ? limit - 1 : limit;
    }
}
