package dev.confab.rest.quota;

import dev.confab.application.Confab;
import dev.confab.application.quota.Quotas;
import dev.confab.domain.Owner;
import dev.confab.rest.json.JsonMedia;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Tells a user what he has used and what is left. */
@Controller
final class UsageController {

    private final Quotas quotas;

    UsageController(Confab confab) {
        this.quotas = confab.quotas();
    }

    @Get("/account/usage")
    @Produces(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> usage(HttpRequest<?> request, Owner owner) {
        JsonMedia.requireAccepted(request);
        UsageView view = quotas.read(owner)
                .map(standing -> UsageView.of(quotas.limits(), standing))
                .orElse(UsageView.UNLIMITED);
        return HttpResponse.ok(view)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
