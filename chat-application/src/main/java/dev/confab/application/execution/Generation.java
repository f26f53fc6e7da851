package dev.confab.application.execution;

import dev.confab.application.run.RunEvent;
import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.grounding.Citations;
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

/** Reads one reply to its end, hands its text on as it comes, and tells how the run ends with it. For one thread. */
final class Generation {

    private final Citations citations;
    private final int maxAnswer;
    private final InstantSource clock;
    private final LiveRun live;
    private final TextLog log;
    private final LiveText text;
    private int attempts = 1;
    private @Nullable Instant firstText;
    private @Nullable ChatFault fault;

    Generation(Prompt prompt, int maxAnswer, InstantSource clock, LiveRun live, TextLog log) {
        this.citations = new Citations(prompt.question(), prompt.passages());
        this.maxAnswer = maxAnswer;
        this.clock = clock;
        this.live = live;
        this.log = log;
        this.text = live.text();
    }

    RunOutcome read(ReplyStream reply) {
        while (true) {
            switch (reply.next()) {
                case ReplyEvent.Retrying retrying -> {
                    attempts = retrying.failedAttempt() + 1;
                    text.tellAll(new RunEvent.Attempt(retrying.failedAttempt(), retrying.fault().code()));
                }
                case ReplyEvent.Delta delta -> {
                    if (firstText == null) {
                        firstText = clock.instant();
                    }
                    if (!append(delta.text().value())) {
                        return brokenOff(new RunError("answer_too_long",
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
                    return text.isBlank() ? new RunOutcome.Cancelled(Optional.empty(), List.of())
                            : new RunOutcome.Cancelled(Optional.of(text.whole()), citations());
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

    /** How many citations of the answer were dropped. */
    int unverified() {
        return citations.unverified();
    }

    /** What failed, if something did. */
    Optional<ChatFault> fault() {
        return Optional.ofNullable(fault);
    }

    private RunOutcome completed(ReplyEvent.Completed end) {
        if (!text.isBlank()) {
            return new RunOutcome.Completed(text.whole(), citations(), end.reason(), end.usage());
        }
        return broken(end.reason() == FinishReason.CONTENT_FILTER
                ? new LlmFault.Refused("the provider's content policy ended the answer before it began", null)
                : new LlmFault.ProtocolBroken("the model ended an answer that says nothing", null));
    }

    private RunOutcome broken(LlmFault cause) {
        fault = cause;
        return brokenOff(RunError.of(cause));
    }

    private RunOutcome brokenOff(RunError error) {
        return text.isBlank() ? new RunOutcome.Failed(error)
                : new RunOutcome.Incomplete(text.whole(), citations(), error);
    }

    /** Takes what fits and returns whether that was everything; never cuts a surrogate pair. */
    private boolean append(String delta) {
        int room = maxAnswer - text.length();
        if (delta.length() <= room) {
            handOn(delta);
            return true;
        }
        int cut = room > 0 && Character.isHighSurrogate(delta.charAt(room - 1)) ? room - 1 : room;
        handOn(delta.substring(0, cut));
        return false;
    }

    private void handOn(String piece) {
        List<Citation> certain = citations.accept(piece);
        if (text.append(piece, certain, citations.settled())) {
            log.add(live);
        }
    }

    private List<Citation> citations() {
        citations.finish();
        return citations.all();
    }
}
