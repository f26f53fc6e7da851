package dev.confab.application.background;

import dev.confab.domain.Owner;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;

/** Is told of each turn that was executed here and whose end is stored. It must neither block nor throw. */
@FunctionalInterface
public interface AfterTurn {

    /** Nobody wants to know. */
    AfterTurn NOTHING = (owner, opened, end, closed) -> {};

    /** A turn has ended. */
    void closed(Owner owner, TurnOpening.Opened opened, TurnEnd end, TurnClosing.Closed closed);
}
