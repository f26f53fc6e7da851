package dev.confab.application.contract;

import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.MessageId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.ReplicaId;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.attachment.Attachment;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.document.TextSpan;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.IdempotencyKey;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Turns that read as sentences. */
public final class TurnFixtures {

    /** A replica that nothing is taken from while a test runs. */
    public static final Hold HOLD = hold(Duration.ofHours(1));

    private TurnFixtures() {}

    /** Something to change about a turn before it is opened. Each change makes a copy; each turn has new identities. */
    public static final class Ask implements Cloneable {

        private final String words;
        private Kind kind = Kind.SAID;
        private Optional<MessageId> replaced = Optional.empty();
        private Optional<SessionId> session = Optional.empty();
        private Optional<SessionMode> mode = Optional.empty();
        private Optional<Scope> scope = Optional.empty();
        private Optional<AssistantId> assistant = Optional.empty();
        private Attachments attachments = Attachments.NONE;
        private Metadata metadata = Metadata.NONE;
        private Optional<String> selectedText = Optional.empty();
        private Optional<IdempotencyKey> key = Optional.empty();
        private OnBusy onBusy = OnBusy.INTERRUPT;
        private boolean followed;
        private int window = 10;
        private Hold hold = HOLD;

        private enum Kind {
            SAID, EDITED, AGAIN
        }

        private Ask(String words) {
            this.words = words;
        }

        public static Ask asking(String message) {
            return new Ask(message);
        }

        public Ask in(SessionId other) {
            return but(ask -> ask.session = Optional.of(other));
        }

        public Ask insteadOf(MessageId earlier) {
            return but(ask -> {
                ask.kind = Kind.EDITED;
                ask.replaced = Optional.of(earlier);
            });
        }

        public Ask again() {
            return but(ask -> ask.kind = Kind.AGAIN);
        }

        public Ask grounded() {
            return but(ask -> ask.mode = Optional.of(SessionMode.GROUNDED_RAG));
        }

        public Ask from(DocumentId... documents) {
            return but(ask -> ask.scope = Optional.of(Scope.of(Set.of(documents))));
        }

        public Ask to(AssistantId other) {
            return but(ask -> ask.assistant = Optional.of(other));
        }

        public Ask along(Attachment... given) {
            return but(ask -> ask.attachments = new Attachments(List.of(given)));
        }

        public Ask open() {
            return but(ask -> ask.mode = Optional.of(SessionMode.OPEN_CHAT));
        }

        public Ask with(Map<String, String> entries) {
            return but(ask -> ask.metadata = new Metadata(entries));
        }

        public Ask about(String text) {
            return but(ask -> ask.selectedText = Optional.of(text));
        }

        /** The digest is that of the words and nothing else. */
        public Ask keyed(String key) {
            return but(ask -> ask.key = Optional.of(new IdempotencyKey(key, digest(ask.words))));
        }

        public Ask orReject() {
            return whenBusy(OnBusy.REJECT);
        }

        public Ask orWait() {
            return whenBusy(OnBusy.ENQUEUE);
        }

        public Ask whenBusy(OnBusy what) {
            return but(ask -> ask.onBusy = what);
        }

        public Ask followed() {
            return but(ask -> ask.followed = true);
        }

        public Ask seeing(int messages) {
            return but(ask -> ask.window = messages);
        }

        public Ask leasedFor(Duration time) {
            return but(ask -> ask.hold = hold(time));
        }

        public NewTurn turn() {
            var id = new MessageId(UUID.randomUUID());
            NewTurn.Ask ask = switch (kind) {
                case SAID -> new NewTurn.Ask.Said(id, PlainText.of(words), attachments);
                case EDITED -> new NewTurn.Ask.Edited(replaced.orElseThrow(), id, PlainText.of(words), attachments);
                case AGAIN -> new NewTurn.Ask.Again();
            };
            return new NewTurn(session, new SessionId(UUID.randomUUID()), mode, scope, assistant, metadata, ask,
                    selectedText.map(PlainText::of), new RunId(UUID.randomUUID()), key, onBusy, followed, window, hold);
        }

        private Ask but(Consumer<Ask> change) {
            try {
                var copy = (Ask) clone();
                change.accept(copy);
                return copy;
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Another replica at each call. */
    public static Hold hold(Duration lease) {
        return new Hold(new ReplicaId(UUID.randomUUID()), lease);
    }

    public static RunOutcome.Completed completed(String answer) {
        return new RunOutcome.Completed(PlainText.of(answer), List.of(), FinishReason.STOP,
                Optional.of(new Usage(12, 3)));
    }

    public static RunOutcome.Completed cited(String answer) {
        return new RunOutcome.Completed(PlainText.of(answer),
                List.of(citation(2, 3, "a \"quote\""), citation(1, answer.length(), "Ünal 🤖")),
                FinishReason.LENGTH, Optional.empty());
    }

    public static RunOutcome.Incomplete incomplete(String answer) {
        return new RunOutcome.Incomplete(PlainText.of(answer), List.of(),
                new RunError("model_timeout", "silent for 20000 ms"));
    }

    public static RunOutcome.Failed failed() {
        return new RunOutcome.Failed(new RunError("model_unavailable", "refused"));
    }

    public static RunOutcome.Cancelled cancelled(String answer) {
        return new RunOutcome.Cancelled(Optional.of(PlainText.of(answer)).filter(text -> !text.isBlank()), List.of());
    }

    /** The end of a turn in which something was said. */
    public static TurnEnd end(TurnOpening.Opened opened, RunOutcome outcome) {
        return end(opened.session().id(), new Execution(opened.question().run(), opened.attempt()), outcome);
    }

    public static TurnEnd end(SessionId session, Execution execution, RunOutcome outcome) {
        return new TurnEnd(session, execution.run(), execution.attempt(), new MessageId(UUID.randomUUID()), outcome,
                receipt(List.of(1L)), HOLD);
    }

    public static Receipt receipt(List<Long> positions) {
        return new Receipt("scripted", "script", Optional.empty(), positions, 2,
                List.of(new PassageId(UUID.randomUUID())), 3, false,
                true,
                false, 2, Duration.ofMillis(7), Optional.of(Duration.ofMillis(120)), Duration.ofMillis(900),
                Optional.of(new Usage(31, 7)), true);
    }

    /** A citation of some passage whose marker ends there; without a page for marker 1. */
    public static Citation citation(int marker, int at, String quote) {
        return new Citation(marker, at, new PassageId(UUID.randomUUID()), new DocumentId(UUID.randomUUID()), 4,
                PlainText.of("Gears & motors, 2nd ed."), Optional.of(marker + 1).filter(page -> marker > 1),
                new TextSpan(70_000, 70_000 + quote.length()), PlainText.of(quote));
    }

    private static String digest(String words) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(words.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
