package dev.confab.domain.run;

import dev.confab.domain.PlainText;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.message.MessageStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How a run ended, with what came of the answer. An answer is never blank: where nothing came, there is none. */
public sealed interface RunOutcome {

    /** Returns the state the run ends in. */
    RunStatus status();

    /** Returns what is kept of the answer, if anything came of it. */
    default Optional<Kept> kept() {
        return switch (this) {
            case Completed whole -> Optional.of(new Kept(whole.answer(), MessageStatus.COMPLETE, whole.citations()));
            case Incomplete part -> Optional.of(new Kept(part.answer(), MessageStatus.PARTIAL, part.citations()));
            case Cancelled part ->
                part.answer().map(text -> new Kept(text, MessageStatus.PARTIAL, part.citations()));
            case Failed failed -> Optional.empty();
        };
    }

    /** Returns why there is no whole answer, unless there is one or nobody wants it any more. */
    default Optional<RunError> failure() {
        return switch (this) {
            case Incomplete part -> Optional.of(part.error());
            case Failed failed -> Optional.of(failed.error());
            case Completed whole -> Optional.empty();
            case Cancelled part -> Optional.empty();
        };
    }

    /** Returns what the model used, if its provider told. */
    default Optional<Usage> usage() {
        return Optional.empty();
    }

    /** An answer as it is stored: what it says, whether it is whole, and what it cites. */
    record Kept(PlainText text, MessageStatus status, List<Citation> citations) {
        public Kept {
            Objects.requireNonNull(status, "status");
            requireAnswer(text);
            citations = List.copyOf(citations);
        }
    }

    /** The model gave a whole answer and said that it ended. */
    record Completed(PlainText answer, List<Citation> citations, FinishReason reason, Optional<Usage> usage)
            implements RunOutcome {
        public Completed {
            requireAnswer(answer);
            citations = List.copyOf(citations);
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(usage, "usage");
        }

        @Override
        public RunStatus status() {
            return RunStatus.COMPLETED;
        }
    }

    /** The answer was broken off after it had begun. */
    record Incomplete(PlainText answer, List<Citation> citations, RunError error) implements RunOutcome {
        public Incomplete {
            requireAnswer(answer);
            citations = List.copyOf(citations);
            Objects.requireNonNull(error, "error");
        }

        @Override
        public RunStatus status() {
            return RunStatus.INCOMPLETE;
        }
    }

    /** No answer came. */
    record Failed(RunError error) implements RunOutcome {
        public Failed {
            Objects.requireNonNull(error, "error");
        }

        @Override
        public RunStatus status() {
            return RunStatus.FAILED;
        }
    }

    /** The run was cancelled, with what had come of the answer, if anything. */
    record Cancelled(Optional<PlainText> answer, List<Citation> citations) implements RunOutcome {
        public Cancelled {
            answer.ifPresent(RunOutcome::requireAnswer);
            citations = List.copyOf(citations);
        }

        @Override
        public RunStatus status() {
            return RunStatus.CANCELLED;
        }
    }

    private static void requireAnswer(PlainText answer) {
        if (answer.isBlank()) {
            throw new IllegalArgumentException("an answer is not blank");
        }
    }
}
