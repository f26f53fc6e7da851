package dev.confab.rest.run;

import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.run.RunStatus;
import dev.confab.rest.json.Word;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;

/** That a run goes on without this call, and where to ask for it. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
public record RunAccepted(boolean success, String runId, String sessionId, String status, String message) {

    /** Returns 202 with the run's address. */
    public static MutableHttpResponse<RunAccepted> response(SessionId session, RunId run, RunStatus status) {
        String path = "/runs/" + run;
        var body = new RunAccepted(true, run.toString(), session.toString(), Word.of(status),
                "The run is at " + path + ", its text at " + path + "/events.");
        return HttpResponse.accepted()
                .header(HttpHeaders.LOCATION, path)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .body(body);
    }
}
