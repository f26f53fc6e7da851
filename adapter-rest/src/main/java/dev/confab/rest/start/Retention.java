package dev.confab.rest.start;

import dev.confab.application.account.EraseAccount;
import dev.confab.application.quota.Quotas;
import dev.confab.domain.account.Erased;
import dev.confab.domain.fault.StoreFault;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets what is older than it may become, in the background. */
final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private Retention() {}

    /** Begins, once. */
    static void begin(EraseAccount account, Duration age) {
        Thread.ofVirtual().name("confab-retention").start(() -> run(account, age));
    }

    /** Begins to forget what users used so long ago that no limit needs it, once; where nothing is limited there is nothing. */
    static void beginOfUse(Quotas quotas) {
        if (quotas.areOn()) {
            Thread.ofVirtual().name("confab-use-retention").start(() -> {
                try {
                    quotas.forget();
                } catch (StoreFault away) {
                    LOG.atWarn()
                            .addKeyValue("code", away.code())
                            .log("what was used long ago could not be forgotten; the next start tries again");
                }
            });
        }
    }

    private static void run(EraseAccount account, Duration age) {
        try {
            Erased erased = account.expire(age);
            LOG.atInfo()
                    .addKeyValue("days", age.toDays())
                    .addKeyValue("sessions", erased.counts().getOrDefault("sessions", 0L))
                    .addKeyValue("documents", erased.counts().getOrDefault("documents", 0L))
                    .log("what was old is deleted");
        } catch (StoreFault away) {
            LOG.atWarn()
                    .addKeyValue("code", away.code())
                    .log("what is old could not be deleted; the next start tries again");
        }
    }
}
