package dev.confab.application.background;

import dev.confab.application.account.EraseAccount;
import dev.confab.application.quota.Quotas;
import dev.confab.domain.account.Erased;
import dev.confab.domain.fault.StoreFault;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What is forgotten once a day: sessions and documents of a certain age, if they are not kept for ever, marks of what was
 * deleted, and what users used long ago.
 */
public record Forgetting(Optional<EraseAccount> account, Quotas quotas) {

    public Forgetting {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(quotas, "quotas");
    }

    /** Whether there can be anything to forget. */
    boolean isOn() {
        return account.isPresent() || quotas.areOn();
    }

    /**
     * Forgets, and returns what was deleted because of its age; more is left when this process stops meanwhile. Blocking.
     *
     * @param age how old sessions and documents may become; empty when it does not matter
     * @throws StoreFault if the store cannot be used; what was forgotten before stays so
     */
    Erased forget(Optional<Duration> age) {
        Erased erased = Erased.NOTHING;
        if (account.isPresent()) {
            if (age.isPresent()) {
                erased = account.get().expire(age.get());
            } else {
                account.get().forgetDeletions();
            }
        }
        return erased.more() ? erased : new Erased(erased.counts(), quotas.forget().more());
    }
}
