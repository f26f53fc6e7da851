package dev.confab.domain.run;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import java.util.Objects;
import java.util.Optional;

/**
 * A run that is now the claimer's to execute, from its beginning.
 *
 * @param owner        whose run it is
 * @param session      the session of its turn
 * @param execution    the run and the attempt under which it is executed now
 * @param selectedText the text the answer may rest on alone, if there is one; as the turn said
 * @param documents    whether the answer may rest on documents alone: by the turn's mode, else the session's
 * @param followed     whether somebody follows its text
 */
public record Claim(Owner owner, SessionId session, Execution execution, Optional<PlainText> selectedText,
        boolean documents, boolean followed) {

    public Claim {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(execution, "execution");
        Objects.requireNonNull(selectedText, "selectedText");
    }
}
