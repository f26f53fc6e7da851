package dev.confab.domain.run;

import dev.confab.domain.PlainText;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.Usage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How a run ended, with what came of the answer. An answer is never blank: where nothing came, there is none. */
public sealed interface RunOutcome {

    /** Returns the state the run ends in. */
    RunStatus status();

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
