package dev.confab.rest.guard;

import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemResponses;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.cors.CorsFilter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refuses callers that a browser brings here against its user's will: other names for this machine, and writes by pages of
 * foreign origins. Pages of listed origins get the CORS headers that let them read; others read nothing, since they get
 * none. Nothing is ever sent with credentials, and no origin is reflected that is not listed.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Replaces(CorsFilter.class)
final class CallerGuard implements Ordered {

    private static final String ALLOWED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private static final String ALLOWED_HEADERS = "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, "
            + "If-None-Match, Last-Event-ID, Prefer, " + RequestFacts.HEADER;
    private static final String EXPOSED_HEADERS = "ETag, Location, Preference-Applied, RateLimit, RateLimit-Policy, "
            + "Retry-After, WWW-Authenticate, "
            + "x-should-retry, " + RequestFacts.HEADER;
    private static final String PREFLIGHT_SECONDS = "600";

    private final OwnHosts ownHosts;
    private final CorsOrigins origins;

    CallerGuard(OwnHosts ownHosts, CorsOrigins origins) {
        this.ownHosts = ownHosts;
        this.origins = origins;
    }

    @Override
    public int getOrder() {
        return 0;
    }

    /** A filter that answers itself does not see its own answer again, so the headers are set here. */
    @RequestFilter
    @Nullable
    HttpResponse<?> admit(HttpRequest<?> request) {
        Optional<MutableHttpResponse<?>> answer = answer(request);
        answer.ifPresent(response -> share(request, response));
        return answer.orElse(null);
    }

    private Optional<MutableHttpResponse<?>> answer(HttpRequest<?> request) {
        List<String> hosts = request.getHeaders().getAll(HttpHeaders.HOST);
        if (hosts.size() != 1) {
            return refusal(request, ProblemCode.BAD_HTTP, "A request has the header Host, once.");
        }
        String host = hosts.get(0);
        if (!ownHosts.include(host)) {
            return refusal(request, ProblemCode.HOST_NOT_ALLOWED, ProblemCode.HOST_NOT_ALLOWED.explanation());
        }
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        if (origin == null || isOwn(origin, host)) {
            return Optional.empty();
        }
        boolean listed = origins.allows(origin);
        if (listed && isPreflight(request)) {
            return Optional.of(preflight());
        }
        return listed || isRead(request.getMethod())
                ? Optional.empty()
                : refusal(request, ProblemCode.ORIGIN_NOT_ALLOWED, ProblemCode.ORIGIN_NOT_ALLOWED.explanation());
    }

    private static Optional<MutableHttpResponse<?>> refusal(HttpRequest<?> request, ProblemCode code, String detail) {
        return Optional.of(ProblemResponses.of(request, Problem.of(code, detail)));
    }

    @ResponseFilter
    void share(HttpRequest<?> request, MutableHttpResponse<?> response) {
        if (origins.isEmpty()) {
            return;
        }
        response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        if (origin != null && origins.allows(origin)) {
            response.header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .header(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
        }
    }

    private static MutableHttpResponse<?> preflight() {
        return HttpResponse.noContent()
                .header(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, ALLOWED_METHODS)
                .header(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS)
                .header(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS)
                .header(HttpHeaders.VARY, HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
                .header(HttpHeaders.VARY, HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    }

    private static boolean isPreflight(HttpRequest<?> request) {
        return request.getMethod() == HttpMethod.OPTIONS
                && request.getHeaders().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    private static boolean isRead(HttpMethod method) {
        return method == HttpMethod.GET || method == HttpMethod.HEAD;
    }

    /** Whether a page is this server's own. One that is called by any name may stand behind somebody who speaks TLS. */
    private boolean isOwn(String origin, String host) {
        return isAt(origin, "http://", host) || (ownHosts == OwnHosts.ANY && isAt(origin, "https://", host));
    }

    private static boolean isAt(String origin, String scheme, String host) {
        return origin.length() == scheme.length() + host.length()
                && origin.toLowerCase(Locale.ROOT).equals(scheme + host.toLowerCase(Locale.ROOT));
    }
}
