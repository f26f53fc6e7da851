package dev.confab.application.chat;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.Citation;
import dev.confab.domain.document.Citations;
import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.prompt.Prompt;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunOutcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one reply to its end and tells how the run ends with it. For one thread. */
final class Generation {

    private final Prompt prompt;
    private final int maxAnswer;
    private final InstantSource clock;
    private final StringBuilder text = new StringBuilder();
    private int attempts = 1;
    private @Nullable Instant firstText;
    private @Nullable ChatFault fault;

    Generation(Prompt prompt, int maxAnswer, InstantSource clock) {
        this.prompt = prompt;
        this.maxAnswer = maxAnswer;
        this.clock = clock;
    }

    RunOutcome read(ReplyStream reply) {
        while (true) {
            switch (reply.next()) {
                case ReplyEvent.Retrying retrying -> attempts = retrying.failedAttempt() + 1;
                case ReplyEvent.Delta delta -> {
                    if (firstText == null) {
                        firstText = clock.instant();
                    }
                    if (!append(delta.text().value())) {
                        return new RunOutcome.Incomplete(answer(), citations(),
                                new RunError("answer_too_long",
                                        "the answer is longer than " + maxAnswer + " characters"));
                    }
                }
                case ReplyEvent.Completed completed -> {
                    return completed(completed);
                }
                case ReplyEvent.Failed failed -> {
                    return broken(failed.fault());
                }
                case ReplyEvent.Cancelled cancelled -> {
                    return new RunOutcome.Cancelled(
                            isBlank() ? Optional.empty() : Optional.of(answer()));
                }
            }
        }
    }

    /** How often the model was called. */
    int attempts() {
        return attempts;
    }

    /** When the first text came, if any did. */
    Optional<Instant> firstText() {
        return Optional.ofNullable(firstText);
    }

    /** What failed, if something did. */
    Optional<ChatFault> fault() {
        return Optional.ofNullable(fault);
    }

    private RunOutcome completed(ReplyEvent.Completed end) {
        if (!isBlank()) {
            return new RunOutcome.Completed(answer(), citations(), end.reason(), end.usage());
        }
        return broken(end.reason() == FinishReason.CONTENT_FILTER
                ? new LlmFault.Refused("the provider's content policy ended the answer before it began", null)
                : new LlmFault.ProtocolBroken("the model ended an answer that says nothing", null));
    }

    private RunOutcome broken(LlmFault cause) {
        fault = cause;
        RunError error = RunError.of(cause);
        return isBlank() ? new RunOutcome.Failed(error) : new RunOutcome.Incomplete(answer(), citations(), error);
    }

    /** Takes what fits and returns whether that was everything; never cuts a surrogate pair. */
    private boolean append(String delta) {
        int room = maxAnswer - text.length();
        if (delta.length() <= room) {
            text.append(delta);
            return true;
        }
        int cut = room > 0 && Character.isHighSurrogate(delta.charAt(room - 1)) ? room - 1 : room;
        text.append(delta, 0, cut);
        return false;
    }

    private boolean isBlank() {
        return text.chars().allMatch(Character::isWhitespace);
    }

    private PlainText answer() {
        return PlainText.of(text.toString());
    }

    private List<Citation> citations() {
        return Citations.of(answer(), prompt.passages());
    }
}
