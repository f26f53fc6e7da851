package dev.confab.rest.identity;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecuredAnnotationRule;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.security.rules.SecurityRuleResult;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteInfo;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * What holds where a call says nothing of itself: known callers alone, and those whose token is for reading may only look.
 * That there is no such call is told to everybody.
 */
@Singleton
public final class AccessRule implements SecurityRule<HttpRequest<?>> {

    /** The role of those who may look; a call that only looks and is no GET says so by it. */
    public static final String READS = "read";

    static final String WRITES = "write";

    private static final int BEHIND_WHAT_CALLS_SAY = SecuredAnnotationRule.ORDER + 1;
    private static final Publisher<SecurityRuleResult> ALLOWED = Publishers.just(SecurityRuleResult.ALLOWED);
    private static final Publisher<SecurityRuleResult> REJECTED = Publishers.just(SecurityRuleResult.REJECTED);

    /** Returns whether everybody may make this call, known or not. */
    static boolean isOpen(HttpRequest<?> request) {
        Optional<RouteInfo<?>> route = RouteAttributes.getRouteInfo(request);
        return route.isPresent() && SecurityRule.IS_ANONYMOUS
                .equals(route.get().getAnnotationMetadata().stringValue(Secured.class).orElse(""));
    }

    @Override
    public int getOrder() {
        return BEHIND_WHAT_CALLS_SAY;
    }

    @Override
    public Publisher<SecurityRuleResult> check(@Nullable HttpRequest<?> request,
            @Nullable Authentication authentication) {
        if (request == null || RouteAttributes.getRouteMatch(request).isEmpty()) {
            return ALLOWED;
        }
        String needed = request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD ? READS
                : WRITES;
        return authentication != null && authentication.getRoles().contains(needed) ? ALLOWED : REJECTED;
    }
}
