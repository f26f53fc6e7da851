package dev.confab.application.quota;

import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.PriceList;
import java.util.Objects;

/**
 * How much each user may use.
 *
 * @param limits the limits; without any nothing is counted, and nothing costs anything
 * @param prices what models cost
 */
public record QuotaSettings(Limits limits, PriceList prices) {

    /** Anything. */
    public static final QuotaSettings DEFAULT = new QuotaSettings(Limits.NONE, PriceList.NONE);

    public QuotaSettings {
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(prices, "prices");
    }
}
