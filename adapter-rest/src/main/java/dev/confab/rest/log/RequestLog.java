package dev.confab.rest.log;

import dev.confab.domain.DocumentId;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.identity.TokenId;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Names each request and writes its one line. The line has the route's template, never the path or the query that was
 * sent.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
public final class RequestLog implements Ordered {

    private static final Logger LOG = LoggerFactory.getLogger("dev.confab.rest.request");
    private static final double NANOS_PER_MILLI = 1_000_000;

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @RequestFilter
    void begin(HttpRequest<?> request, MutablePropagatedContext context) {
        context.add(new RequestIdElement(RequestFacts.of(request).requestId()));
    }

    @ResponseFilter
    void end(HttpRequest<?> request, MutableHttpResponse<?> response) {
        response.getHeaders().set(RequestFacts.HEADER, RequestFacts.of(request).requestId());
        write(request, response);
    }

    /** Writes the line of a request. */
    public static void write(HttpRequest<?> request, HttpResponse<?> response) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        RequestFacts facts = RequestFacts.of(request);
        LoggingEventBuilder line = LOG.atInfo()
                .addKeyValue("method", request.getMethod().name())
                .addKeyValue("route", BasicHttpAttributes.getUriTemplate(request).orElse("none"))
                .addKeyValue("status", response.code())
                .addKeyValue("duration_ms", Math.round(facts.nanos() / NANOS_PER_MILLI * 100) / 100.0)
                .addKeyValue("outcome", facts.outcome().orElse(response.code() < 400 ? "ok" : "failed"));
        Optional<SessionId> session = facts.session();
        if (session.isPresent()) {
            line = line.addKeyValue("session_id", session.get().toString());
        }
        Optional<RunId> run = facts.run();
        if (run.isPresent()) {
            line = line.addKeyValue("run_id", run.get().toString());
        }
        Optional<DocumentId> document = facts.document();
        if (document.isPresent()) {
            line = line.addKeyValue("document_id", document.get().toString());
        }
        Optional<TokenId> token = facts.token();
        if (token.isPresent()) {
            line = line.addKeyValue("token_id", token.get().toString());
        }
        Optional<String> reason = facts.reason();
        if (reason.isPresent()) {
            line = line.addKeyValue("reason", reason.get());
        }
        if (MDC.get(RequestIdElement.KEY) == null) {
            line = line.addKeyValue(RequestIdElement.KEY, facts.requestId());
        }
        line.log("request");
    }
}
