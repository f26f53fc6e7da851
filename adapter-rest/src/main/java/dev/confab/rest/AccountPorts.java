package dev.confab.rest;

import dev.confab.application.Confab;
import dev.confab.domain.account.AccountStore;
import dev.confab.domain.account.OwnedData;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.background.BackgroundWork;
import dev.confab.domain.quota.QuotaStore;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Who, on the class path, keeps what belongs to owners. */
@Singleton
record AccountPorts(Optional<AccountStore> account, List<OwnedData> owned) {

    /** Hands them on; assistants, how much was used and work in the background are handed on by those who keep them. */
    void giveTo(Confab.Builder confab) {
        account.ifPresent(confab::account);
        owned.stream()
                .filter(data -> !(data instanceof AccountStore || data instanceof AssistantStore
                        || data instanceof QuotaStore || data instanceof BackgroundWork))
                .forEach(confab::owned);
    }
}
