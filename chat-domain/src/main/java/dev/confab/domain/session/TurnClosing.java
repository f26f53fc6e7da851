package dev.confab.domain.session;

import dev.confab.domain.message.Message;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.RunStatus;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** What came of asking the store to close a turn. */
public sealed interface TurnClosing {

    /**
     * The end is stored, by this call or by an earlier one with the same words.
     *
     * @param answer  the answer's message as it was stored, if there is one
     * @param endedAt when the run ended, by the store's clock
     * @param next    the queued run whose turn has come, for the closer to execute
     */
    record Closed(Optional<Message> answer, Instant endedAt, Optional<Claim> next) implements TurnClosing {
        public Closed {
            Objects.requireNonNull(answer, "answer");
            Objects.requireNonNull(endedAt, "endedAt");
            Objects.requireNonNull(next, "next");
        }
    }

    /**
     * The run was no longer this attempt's to close, and nothing was stored.
     *
     * @param status where the run stands now, empty when it is gone
     */
    record Superseded(Optional<RunStatus> status) implements TurnClosing {
        public Superseded {
            Objects.requireNonNull(status, "status");
        }
    }
}
