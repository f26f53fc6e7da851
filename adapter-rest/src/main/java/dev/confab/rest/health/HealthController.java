package dev.confab.rest.health;

import dev.confab.application.health.CheckHealth;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;

/** Answers those who want to know how the server is. */
@Controller
@Produces(MediaType.ALL)
@Secured(SecurityRule.IS_ANONYMOUS)
final class HealthController {

    private static final HealthReport ALIVE = HealthReport.alive();

    private final CheckHealth checkHealth;

    HealthController(CheckHealth checkHealth) {
        this.checkHealth = checkHealth;
    }

    @Get(uris = { "/health", "/healthz", "/health/ready" })
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<HealthReport> health() {
        CheckHealth.Report report = checkHealth.check();
        return HttpResponse.<HealthReport>status(report.usable() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(HealthReport.of(report));
    }

    /** Asks nothing of anybody: whoever gets this answer knows all it tells. */
    @Get("/health/live")
    HttpResponse<HealthReport> live() {
        return HttpResponse.ok(ALIVE)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
