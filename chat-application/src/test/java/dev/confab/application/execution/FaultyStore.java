package dev.confab.application.execution;

import dev.confab.application.contract.ForwardingStore;
import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;

/** A store that stores the first closings it is asked for and loses its reply. */
class FaultyStore extends ForwardingStore {

    private int lostReplies;

    <S extends SessionStore & RunStore> FaultyStore(S store, int lostReplies) {
        super(store);
        this.lostReplies = lostReplies;
    }

    @Override
    public TurnClosing closeTurn(Owner owner, TurnEnd end) {
        TurnClosing closing = super.closeTurn(owner, end);
        if (lostReplies > 0) {
            lostReplies--;
            throw new StoreFault.Unavailable("the reply was lost", null);
        }
        return closing;
    }
}
