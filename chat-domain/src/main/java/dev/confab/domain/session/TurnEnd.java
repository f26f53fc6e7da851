package dev.confab.domain.session;

import dev.confab.domain.MessageId;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.RunOutcome;
import java.util.Objects;

/**
 * What is stored when a turn is closed.
 *
 * @param session the session of the turn
 * @param run     the run that ended
 * @param attempt the attempt that executed it: another one's word does not count
 * @param answer  the identity of the answer's message, if the outcome has an answer
 * @param outcome how the run ended
 * @param receipt what was sent to the model
 * @param hold    who executed the run, and executes the next one of the session if one waits
 */
public record TurnEnd(SessionId session, RunId run, int attempt, MessageId answer, RunOutcome outcome,
        Receipt receipt, Hold hold) {

    public TurnEnd {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(receipt, "receipt");
        Objects.requireNonNull(hold, "hold");
    }
}
