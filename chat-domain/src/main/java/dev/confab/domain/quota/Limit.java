package dev.confab.domain.quota;

import java.util.Locale;

/** Something of which an owner may have only so much. */
public enum Limit {
    /** Requests within any sixty seconds. */
    REQUESTS_PER_MINUTE("rate_limited"),
    /** Runs that have not ended. */
    LIVE_RUNS("too_many_runs"),
    /** Tokens of prompts and answers, each day in UTC. */
    TOKENS_PER_DAY("quota_exceeded"),
    /** Millionths of the unit of money in which prices are told, each day in UTC. */
    SPEND_PER_DAY("spend_ceiling"),
    /** The same, each month in UTC. */
    SPEND_PER_MONTH("spend_ceiling");

    private final String code;

    Limit(String code) {
        this.code = code;
    }

    /** Returns its name as clients see it, in snake_case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the name of what is wrong when it is reached, in snake_case. */
    public String code() {
        return code;
    }
}
