package dev.confab.application.quota;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.account.Erased;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.quota.Admission;
import dev.confab.domain.quota.Amount;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.domain.quota.Reservation;
import dev.confab.domain.quota.Reserving;
import dev.confab.domain.quota.Standing;
import java.util.Objects;
import java.util.Optional;

/** Counts what users use and tells them. Where there are no limits it asks the store nothing. */
public final class Quotas {

    private final QuotaSettings settings;
    private final QuotaStore store;
    private final Lanes lanes = new Lanes();

    /** @param store where it is kept, in the same place as runs */
    public Quotas(QuotaSettings settings, QuotaStore store) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.store = Objects.requireNonNull(store, "store");
    }

    /** Returns how much each user may use. */
    public QuotaSettings settings() {
        return settings;
    }

    /** Returns whether anything is limited. */
    public boolean areOn() {
        return !limits().isNone();
    }

    /** Returns the limits. */
    public Limits limits() {
        return settings.limits();
    }

    /**
     * Holds back what a run may use.
     *
     * @param within the limits, or some of them
     * @throws StoreFault if the store fails
     */
    public Reserving reserve(Owner owner, Limits within, Reservation reservation) {
        return lanes.in(owner, () -> store.reserve(owner, within, reservation));
    }

    /**
     * Charges what a run did use, if something is held for it.
     *
     * @throws StoreFault if the store fails
     */
    public void settle(Owner owner, RunId run, Amount used) {
        store.settle(owner, run, used);
    }

    /**
     * Counts a request, if it is to be served; to be asked only where there are limits.
     *
     * @throws StoreFault if the store fails
     */
    public Admission admit(Owner owner) {
        return lanes.in(owner, () -> store.admit(owner, limits()));
    }

    /**
     * Tells how much a user has used; empty where nothing is limited.
     *
     * @throws StoreFault if the store fails
     */
    public Optional<Standing> read(Owner owner) {
        return areOn() ? Optional.of(store.read(owner)) : Optional.empty();
    }

    /**
     * Charges a user with what a model used for him beside his turns: a title, a summary. Nothing was held back for it, so that it may
     * pass a limit, and the next turn is refused then.
     *
     * @param model the model's name, as its profile tells it
     * @throws StoreFault if the store fails
     */
    public void charge(Owner owner, String model, Usage used) {
        if (limits().countsTokens()) {
            store.charge(owner, settings.prices().of(model).of(used));
        }
    }

    /**
     * Forgets what was used so long ago that no limit needs it. Blocks until all of it is forgotten; to be called by one process
     * at a time, now and then.
     *
     * @throws StoreFault if the store fails; what was forgotten until then stays forgotten
     */
    public Erased forget() {
        Erased all = Erased.NOTHING;
        if (areOn()) {
            do {
                all = all.and(store.forget(QuotaStore.LEAST_AGE));
            } while (all.more());
        }
        return all;
    }
}
