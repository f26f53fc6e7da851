package dev.confab.rest.config;

import dev.confab.application.quota.QuotaSettings;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.quota.Limit;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.Price;
import dev.confab.domain.quota.PriceList;
import io.micronaut.context.exceptions.ConfigurationException;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much each user may use. */
public final class QuotaKeys {

    private static final String REQUESTS = "REQUESTS_PER_MINUTE";
    private static final String RUNS = "LIVE_RUNS_PER_USER";
    private static final String TOKENS = "TOKENS_PER_DAY";
    private static final String DAY = "SPEND_PER_DAY";
    private static final String MONTH = "SPEND_PER_MONTH";
    private static final String PRICES = "MODEL_PRICES";

    private static final int MILLIONTHS = 6;
    /** Whole units and, behind a point, at most as many digits as there are millionths. */
    private static final String MONEY = "\\d{1,8}(?:\\.\\d{1,6})?";
    private static final Pattern AMOUNT = Pattern.compile(MONEY);
    private static final Pattern PRICE = Pattern.compile("(.+)=(" + MONEY + ")/(" + MONEY + ")");

    private QuotaKeys() {}

    /**
     * Reads the settings; what is not set is not limited.
     *
     * @throws ConfigurationException if one is wrong
     */
    public static QuotaSettings from(Keys keys) {
        var most = new EnumMap<Limit, Long>(Limit.class);
        number(keys, REQUESTS, 1_000_000).ifPresent(limit -> most.put(Limit.REQUESTS_PER_MINUTE, limit));
        number(keys, RUNS, 1_000_000).ifPresent(limit -> most.put(Limit.LIVE_RUNS, limit));
        number(keys, TOKENS, Integer.MAX_VALUE).ifPresent(limit -> most.put(Limit.TOKENS_PER_DAY, limit));
        PriceList prices = prices(keys);
        money(keys, DAY, prices).ifPresent(limit -> most.put(Limit.SPEND_PER_DAY, limit));
        money(keys, MONTH, prices).ifPresent(limit -> most.put(Limit.SPEND_PER_MONTH, limit));
        return new QuotaSettings(Limits.of(most), prices);
    }

    private static Optional<Long> number(Keys keys, String key, int highest) {
        int number = keys.number(key, 0, 1, highest);
        return number == 0 ? Optional.empty() : Optional.of((long) number);
    }

    private static Optional<Long> money(Keys keys, String key, PriceList prices) {
        Optional<String> text = keys.text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        long amount = AMOUNT.matcher(text.get()).matches() ? millionths(text.get()) : 0;
        if (amount == 0) {
            throw Keys.wrong(key, "must be an amount of money, like 2.50");
        }
        if (prices.models().isEmpty()) {
            throw Keys.wrong(key, "means nothing without " + PRICES);
        }
        return Optional.of(amount);
    }

    private static PriceList prices(Keys keys) {
        var models = new HashMap<String, Price>();
        for (String each : keys.text(PRICES).map(text -> text.split(",", -1)).orElse(new String[0])) {
            Matcher price = PRICE.matcher(each.strip());
            if (!price.matches() || !ModelOptions.isName(price.group(1).strip())
                    || millionths(price.group(2)) > Price.MOST || millionths(price.group(3)) > Price.MOST) {
                throw Keys.wrong(PRICES,
                        "must be models with what a million tokens of prompts and of answers cost, up to "
                                + "10000, like gpt-4o-mini=0.15/0.60,gpt-4o=2.50/10");
            }
            models.put(price.group(1).strip(), new Price(millionths(price.group(2)), millionths(price.group(3))));
        }
        return new PriceList(models);
    }

    private static long millionths(String money) {
        return new BigDecimal(money).movePointRight(MILLIONTHS).longValueExact();
    }
}
