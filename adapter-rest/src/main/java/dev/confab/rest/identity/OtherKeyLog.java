package dev.confab.rest.identity;

import dev.confab.domain.identity.TokenId;
import dev.confab.domain.identity.TokenKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells an operator, once a minute at the most, that tokens are refused because this server has another key than they. */
final class OtherKeyLog {

    private static final Logger LOG = LoggerFactory.getLogger(OtherKeyLog.class);
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final Supplier<TokenKey> own;
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

    OtherKeyLog(Supplier<TokenKey> own) {
        this.own = own;
    }

    void tell(TokenId token, String key) {
        long now = System.nanoTime();
        long until = quietUntil.get();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + PAUSE)) {
            LOG.atWarn()
                    .addKeyValue("token_id", token.toString())
                    .addKeyValue("token_key", key)
                    .addKeyValue("own_key", own.get().fingerprint())
                    .log("a token is refused, because it was made with another TOKEN_SECRET: all servers of a database need "
                            + "the same");
        }
    }
}
