package dev.confab.domain.run;

import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.llm.Usage;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The execution of one turn, as it is stored.
 *
 * @param id        which run
 * @param session   the session of its turn
 * @param status    where it stands
 * @param attempt   which execution of it this is, from 1
 * @param askSeq    position of the user's message
 * @param answerSeq position of the answer, if one is stored
 * @param error     why there is no whole answer, if so
 * @param usage     what the model used, if its provider told
 * @param receipt   what was sent, once the run has ended
 * @param createdAt when the turn was opened, by the store's clock
 * @param endedAt   when the run ended, by the store's clock; present exactly when {@code status} is terminal
 */
public record Run(RunId id, SessionId session, RunStatus status, int attempt, long askSeq, Optional<Long> answerSeq,
        Optional<RunError> error, Optional<Usage> usage, Optional<Receipt> receipt, Instant createdAt,
        Optional<Instant> endedAt) {

    public Run {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(answerSeq, "answerSeq");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(receipt, "receipt");
        Objects.requireNonNull(createdAt, "createdAt");
        if (attempt < 1 || askSeq < 1) {
            throw new IllegalArgumentException("attempts and positions count from 1");
        }
        if (endedAt.isPresent() != status.isTerminal()) {
            throw new IllegalArgumentException("a run has an end exactly when it has ended");
        }
    }
}
