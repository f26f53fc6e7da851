package dev.confab.domain.run;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.grounding.Grounding;
import java.util.Objects;

/**
 * A run that is now the claimer's to execute, from its beginning.
 *
 * @param owner        whose run it is
 * @param session      the session of its turn
 * @param execution    the run and the attempt under which it is executed now
 * @param grounding    what the answer may rest on: as the turn said, else an assistant or its session
 * @param followed     whether somebody follows its text
 */
public record Claim(Owner owner, SessionId session, Execution execution, Grounding grounding, boolean followed) {

    public Claim {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(execution, "execution");
        Objects.requireNonNull(grounding, "grounding");
    }
}
