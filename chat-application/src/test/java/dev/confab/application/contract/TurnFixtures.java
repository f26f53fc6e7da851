package dev.confab.application.contract;

import dev.confab.domain.DocumentId;
import dev.confab.domain.MessageId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.Citation;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns that read as sentences. */
public final class TurnFixtures {

    private TurnFixtures() {}

    /** Something to change about a turn before it is opened. */
    public record Ask(String message, Optional<SessionId> session, Optional<SessionMode> mode, Metadata metadata,
            Optional<String> selectedText, OnBusy onBusy, int window, Duration lease) {

        public static Ask asking(String message) {
            return new Ask(message, Optional.empty(), Optional.empty(), Metadata.NONE, Optional.empty(),
                    OnBusy.INTERRUPT,
                    10, Duration.ofMinutes(5));
        }

        public Ask in(SessionId other) {
            return new Ask(message, Optional.of(other), mode, metadata, selectedText, onBusy, window, lease);
        }

        public Ask grounded() {
            return new Ask(message, session, Optional.of(SessionMode.GROUNDED_RAG), metadata, selectedText, onBusy,
                    window,
                    lease);
        }

        public Ask with(Map<String, String> entries) {
            return new Ask(message, session, mode, new Metadata(entries), selectedText, onBusy, window, lease);
        }

        public Ask about(String text) {
            return new Ask(message, session, mode, metadata, Optional.of(text), onBusy, window, lease);
        }

        public Ask orReject() {
            return new Ask(message, session, mode, metadata, selectedText, OnBusy.REJECT, window, lease);
        }

        public Ask seeing(int messages) {
            return new Ask(message, session, mode, metadata, selectedText, onBusy, messages, lease);
        }

        public Ask leasedFor(Duration time) {
            return new Ask(message, session, mode, metadata, selectedText, onBusy, window, time);
        }

        public NewTurn turn() {
            return new NewTurn(session, new SessionId(UUID.randomUUID()), mode, metadata,
                    new MessageId(UUID.randomUUID()),
                    PlainText.of(message), selectedText.map(PlainText::of), new RunId(UUID.randomUUID()), onBusy,
                    window,
                    lease);
        }
    }

    public static RunOutcome.Completed completed(String answer) {
        return new RunOutcome.Completed(PlainText.of(answer), List.of(), FinishReason.STOP,
                Optional.of(new Usage(12, 3)));
    }

    public static RunOutcome.Completed cited(String answer) {
        return new RunOutcome.Completed(PlainText.of(answer), List.of(citation(1, "a \"quote\""), citation(2, null)),
                FinishReason.LENGTH, Optional.empty());
    }

    public static RunOutcome.Incomplete incomplete(String answer) {
        return new RunOutcome.Incomplete(PlainText.of(answer), List.of(),
                new RunError("model_timeout", "silent for 20000 ms"));
    }

    public static RunOutcome.Failed failed() {
        return new RunOutcome.Failed(new RunError("model_unavailable", "refused"));
    }

    public static TurnEnd end(TurnOpening.Opened opened, RunOutcome outcome) {
        return end(opened, outcome, new MessageId(UUID.randomUUID()));
    }

    public static TurnEnd end(TurnOpening.Opened opened, RunOutcome outcome, MessageId answer) {
        return new TurnEnd(opened.session().id(), opened.question().run(), opened.attempt(), answer, outcome,
                receipt(opened.question().seq()));
    }

    public static Receipt receipt(long seq) {
        return new Receipt("scripted", "script", 1, seq, 2, List.of(new PassageId(UUID.randomUUID())), false, true, 2,
                Duration.ofMillis(7), Optional.of(Duration.ofMillis(120)), Duration.ofMillis(900));
    }

    private static Citation citation(int marker, @Nullable String quote) {
        return new Citation(marker, new PassageId(UUID.randomUUID()), new DocumentId(UUID.randomUUID()),
                PlainText.of("Gears & motors, 2nd ed."), Optional.ofNullable(quote).map(PlainText::of));
    }
}
