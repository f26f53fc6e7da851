package dev.confab.rest.quota;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.quota.Limit;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.Standing;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user has used of what he may use.
 *
 * @param limits each limit there is; empty where nothing is limited
 */
@Serdeable.Serializable
@JsonInclude(JsonInclude.Include.ALWAYS)
record UsageView(List<LimitView> limits) {

    /** Nothing is limited. */
    static final UsageView UNLIMITED = new UsageView(List.of());

    /**
     * One limit.
     *
     * @param limit     which one
     * @param most      how much a user may have
     * @param used      how much he has
     * @param held      how much is held back for runs that have not ended
     * @param left      how much is left beside both
     * @param renewedAt when there is more, if that is known
     */
    @Serdeable.Serializable(naming = SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record LimitView(String limit, long most, long used, long held, long left,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String renewedAt) {

        static LimitView of(Limits limits, Limit limit, Standing standing) {
            return new LimitView(limit.label(), limits.most(limit).orElseThrow(), standing.settled(limit),
                    standing.held(limit), RateLimitFields.left(limits, standing, limit),
                    standing.renewedIn(limit)
                            .map(in -> standing.at().plus(in).truncatedTo(ChronoUnit.MILLIS).toString())
                            .orElse(null));
        }
    }

    static UsageView of(Limits limits, Standing standing) {
        return new UsageView(limits.all().stream().map(limit -> LimitView.of(limits, limit, standing)).toList());
    }
}
