package dev.confab.rest.quota;

import dev.confab.domain.quota.Limit;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.Standing;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The headers of draft-ietf-httpapi-ratelimit-headers-10: what the limits are, with the length of their window, and what is
 * left of each, with the seconds until there is more.
 */
final class RateLimitFields {

    static final String POLICY = "RateLimit-Policy";
    static final String LEFT = "RateLimit";

    private RateLimitFields() {}

    static String policy(Limits limits) {
        return limits.all().stream().map(limit -> policy(limits, limit)).collect(Collectors.joining(", "));
    }

    private static String policy(Limits limits, Limit limit) {
        return name(limit) + ";q=" + limits.most(limit).orElseThrow() + switch (limit) {
            case REQUESTS_PER_MINUTE -> ";w=60";
            case LIVE_RUNS -> ";qu=\"concurrent-requests\"";
            case TOKENS_PER_DAY -> ";qu=\"tokens\";w=86400";
            case SPEND_PER_DAY -> ";qu=\"micros\";w=86400";
            // Months differ.
            case SPEND_PER_MONTH -> ";qu=\"micros\"";
        };
    }

    static String left(Limits limits, Standing standing) {
        return limits.all()
                .stream()
                .map(limit -> name(limit) + ";r=" + left(limits, standing, limit)
                        + standing.renewedIn(limit).map(in -> ";t=" + seconds(in)).orElse(""))
                .collect(Collectors.joining(", "));
    }

    /** How much is left of something that is limited. */
    static long left(Limits limits, Standing standing, Limit limit) {
        return Math.max(0, limits.most(limit).orElseThrow() - standing.used(limit));
    }

    /** In whole seconds, rounded up as those of Retry-After are. */
    private static long seconds(Duration pause) {
        return pause.plusMillis(999).toSeconds();
    }

    private static String name(Limit limit) {
        return String.format(Locale.ROOT, "\"%s\"", limit.label());
    }
}
