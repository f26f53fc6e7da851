package dev.confab.openai;

import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.Usage;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Writes one line for one model call, when it has ended: ids, times and amounts, never a word that was said. */
final class CallLog {

    private static final Logger log = LoggerFactory.getLogger(OpenAiLlmGateway.class);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ModelProfile model;
    private long begunAt;
    private long spokeAfter = -1;
    private boolean written;

    CallLog(ModelProfile model) {
        this.model = model;
    }

    void begins() {
        begunAt = System.nanoTime();
    }

    void speaks() {
        spokeAfter = System.nanoTime() - begunAt;
    }

    /** Writes the line, once. */
    void ended(ModelCall call, int attempts, ReplyEvent.End end) {
        synchronized (this) {
            if (written) {
                return;
            }
            written = true;
        }
        LoggingEventBuilder line = (end instanceof ReplyEvent.Failed ? log.atWarn() : log.atInfo())
                .addKeyValue("run_id", call.run().toString())
                .addKeyValue("session_id", call.session().toString())
                .addKeyValue("provider", model.provider())
                .addKeyValue("model", model.model())
                .addKeyValue("attempts", attempts)
                .addKeyValue("duration_ms", (System.nanoTime() - begunAt) / NANOS_PER_MILLI);
        if (spokeAfter >= 0) {
            line = line.addKeyValue("first_text_ms", spokeAfter / NANOS_PER_MILLI);
        }
        outcome(line, end).log("model call");
    }

    private static LoggingEventBuilder outcome(LoggingEventBuilder line, ReplyEvent.End end) {
        return switch (end) {
            case ReplyEvent.Completed completed -> usage(
                    line.addKeyValue("outcome", "completed").addKeyValue("finish_reason", completed.reason()),
                    completed.usage());
            case ReplyEvent.Failed failed -> line.addKeyValue("outcome", "failed")
                    .addKeyValue("fault", failed.fault().code())
                    .addKeyValue("detail", failed.fault().getMessage());
            case ReplyEvent.Cancelled cancelled -> line.addKeyValue("outcome", "cancelled");
        };
    }

    private static LoggingEventBuilder usage(LoggingEventBuilder line, Optional<Usage> usage) {
        return usage.isEmpty() ? line
                : line.addKeyValue("prompt_tokens", usage.get().promptTokens())
                        .addKeyValue("completion_tokens",
                                usage.get().completionTokens());
    }
}
