package dev.confab.rest;

import dev.confab.application.Confab;
import dev.confab.application.quota.QuotaSettings;
import dev.confab.domain.quota.QuotaStore;
import jakarta.inject.Singleton;
import java.util.Optional;

/** How much users may use, and who, on the class path, keeps how much they do. */
@Singleton
record QuotaPorts(Optional<QuotaStore> store, QuotaSettings settings) {

    /** Hands both on. */
    void giveTo(Confab.Builder confab) {
        store.ifPresent(confab::quotas);
        confab.limits(settings);
    }
}
