package dev.confab.rest.quota;

import dev.confab.application.Confab;
import dev.confab.application.quota.Quotas;
import dev.confab.domain.Owner;
import dev.confab.domain.quota.Admission;
import dev.confab.domain.quota.Standing;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemResponses;
import dev.confab.rest.identity.Owners;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ConditionalFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of users, and refuses those beyond the limit before anything else is done for them. Where nothing is
 * limited, requests do not pass through it.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class RequestCounter implements Ordered, ConditionalFilter {

    private static final String STANDING = "confab.standing";

    private final Owners owners;
    private final Quotas quotas;
    private final String policy;

    RequestCounter(Owners owners, Confab confab) {
        this.owners = owners;
        this.quotas = confab.quotas();
        this.policy = RateLimitFields.policy(quotas.limits());
    }

    /** Behind the one that finds out who calls. */
    @Override
    public int getOrder() {
        return ServerFilterPhase.SECURITY.after();
    }

    @Override
    public boolean isEnabled(HttpRequest<?> request) {
        return quotas.areOn();
    }

    /** A filter that answers itself does not see its own answer again, so the headers are set here. */
    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    @Nullable
    HttpResponse<?> admit(HttpRequest<?> request) {
        Optional<Owner> owner = owners.of(request);
        if (owner.isEmpty()) {
            return null;
        }
        Admission admission = quotas.admit(owner.get());
        if (admission.refused().isPresent()) {
            MutableHttpResponse<?> refused = ProblemResponses.of(request, Problem.of(admission.refused().get()));
            tell(refused, admission.standing());
            return refused;
        }
        request.setAttribute(STANDING, admission.standing());
        return null;
    }

    @ResponseFilter
    void tell(HttpRequest<?> request, MutableHttpResponse<?> response) {
        request.getAttribute(STANDING, Standing.class).ifPresent(standing -> tell(response, standing));
    }

    private void tell(MutableHttpResponse<?> response, Standing standing) {
        response.header(RateLimitFields.POLICY, policy)
                .header(RateLimitFields.LEFT, RateLimitFields.left(quotas.limits(), standing));
    }
}
