package dev.confab.rest.start;

import dev.confab.application.account.EraseAccount;
import dev.confab.domain.account.Erased;
import dev.confab.domain.fault.StoreFault;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets what is older than it may become, in the background. */
final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private Retention() {}

    /**
     * Begins, once.
     *
     * @param age how old sessions and documents may become, if not for ever
     */
    static void begin(EraseAccount account, Optional<Duration> age) {
        Thread.ofVirtual().name("confab-retention").start(() -> run(account, age));
    }

    private static void run(EraseAccount account, Optional<Duration> age) {
        try {
            if (age.isPresent()) {
                expire(account, age.get());
            } else {
                account.forgetDeletions();
            }
        } catch (StoreFault away) {
            LOG.atWarn()
                    .addKeyValue("code", away.code())
                    .log("what is old could not be deleted; the next start tries again");
        }
    }

    private static void expire(EraseAccount account, Duration age) {
        Erased erased = account.expire(age);
        LOG.atInfo()
                .addKeyValue("days", age.toDays())
                .addKeyValue("sessions", erased.counts().getOrDefault("sessions", 0L))
                .addKeyValue("documents", erased.counts().getOrDefault("documents", 0L))
                .log("what was old is deleted");
    }
}
