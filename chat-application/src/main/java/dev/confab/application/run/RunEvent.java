package dev.confab.application.run;

import dev.confab.domain.grounding.Citation;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Run;
import java.util.Objects;
import java.util.Optional;

/**
 * What somebody who watches a run is told: any number of {@link Text}, {@link Cited} and {@link Attempt}, then exactly one {@link End}.
 * Nothing is told that is not stored: whoever is told it can ask for it again, here or at another process.
 */
public sealed interface RunEvent {

    /**
     * The next piece of the answer.
     *
     * @param end  the position in the answer that is reached with this piece, in UTF-16 code units
     * @param text the piece, not empty, never cut inside a surrogate pair
     */
    record Text(int end, String text) implements RunEvent {
        public Text {
            Objects.requireNonNull(text, "text");
            if (text.isEmpty() || end < text.length()) {
                throw new IllegalArgumentException("a piece is not empty and ends where it reaches");
            }
        }
    }

    /**
     * The text that was told up to now ends with the marker of a citation. Each is told once, right behind that text, in the
     * order of their places; who watches from a position on is told those whose marker ends behind it.
     *
     * @param citation where the text points to
     */
    record Cited(Citation citation) implements RunEvent {
        public Cited {
            Objects.requireNonNull(citation, "citation");
        }
    }

    /**
     * A call of the model failed before any text came, and the next one follows; or the run's executor was lost and another
     * one begins anew.
     *
     * @param failed how many calls, or executions, have failed
     * @param code   the stable name of the reason; {@value dev.confab.domain.run.RunStore#ORPHANED} for a lost executor
     */
    record Attempt(int failed, String code) implements RunEvent {
        public Attempt {
            Objects.requireNonNull(code, "code");
        }
    }

    /** The last event. */
    sealed interface End extends RunEvent {}

    /**
     * The run has ended. All of the answer's text has been told before.
     *
     * @param run    the run as it ended
     * @param answer the answer as it is stored, if there is one
     */
    record Ended(Run run, Optional<Message> answer) implements End {
        public Ended {
            Objects.requireNonNull(run, "run");
            Objects.requireNonNull(answer, "answer");
            if (!run.status().isTerminal()) {
                throw new IllegalArgumentException("the run has not ended");
            }
        }
    }

    /**
     * This process tells no more of the run, which goes on elsewhere or soon will: because it stops, or because it lost
     * touch with the store for so long that others may have taken the run over. Watching again, from the position that was
     * reached, goes on where this ends.
     */
    record Detached() implements End {}
}
