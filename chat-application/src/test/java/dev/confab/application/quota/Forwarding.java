package dev.confab.application.quota;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.account.Erased;
import dev.confab.domain.quota.Admission;
import dev.confab.domain.quota.Amount;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.domain.quota.Reservation;
import dev.confab.domain.quota.Reserving;
import dev.confab.domain.quota.Standing;
import java.time.Duration;

/** Hands every call on to another store. What a test wants to see, it overrides. */
class Forwarding implements QuotaStore {

    private final QuotaStore store;

    Forwarding(QuotaStore store) {
        this.store = store;
    }

    @Override
    public Admission admit(Owner owner, Limits limits) {
        return store.admit(owner, limits);
    }

    @Override
    public Reserving reserve(Owner owner, Limits limits, Reservation reservation) {
        return store.reserve(owner, limits, reservation);
    }

    @Override
    public void settle(Owner owner, RunId run, Amount used) {
        store.settle(owner, run, used);
    }

    @Override
    public void charge(Owner owner, Amount used) {
        store.charge(owner, used);
    }

    @Override
    public Standing read(Owner owner) {
        return store.read(owner);
    }

    @Override
    public Erased forget(Duration age) {
        return store.forget(age);
    }

    @Override
    public Erased erase(Owner owner) {
        return store.erase(owner);
    }
}
