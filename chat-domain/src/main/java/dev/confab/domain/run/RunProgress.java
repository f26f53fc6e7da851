package dev.confab.domain.run;

import dev.confab.domain.grounding.Citation;
import dev.confab.domain.message.Message;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a run stands.
 *
 * @param run      the run
 * @param orphaned whether it has not ended and nobody executes it: its lease is over, or it is queued behind nothing
 * @param text     the shown text after the asked position: of the log while the run lives, of the answer when it has
 *                 ended; empty when there is none, also when the position lies beyond it. Never with a hole in it
 * @param cited    the citations whose marker ends after the asked position, in that order: of the log while the run lives,
 *                 of the answer when it has ended
 * @param answer   the answer as it is stored, once the run has ended with one
 */
public record RunProgress(Run run, boolean orphaned, String text, List<Citation> cited, Optional<Message> answer) {

    public RunProgress {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(text, "text");
        cited = List.copyOf(cited);
        Objects.requireNonNull(answer, "answer");
    }
}
