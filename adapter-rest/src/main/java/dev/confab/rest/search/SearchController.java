package dev.confab.rest.search;

import dev.confab.application.Confab;
import dev.confab.application.search.SearchMessages;
import dev.confab.domain.Owner;
import dev.confab.domain.search.SearchPage;
import dev.confab.domain.search.SearchQuery;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.json.JsonMedia;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Searches messages and titles of sessions. */
@Controller
final class SearchController {

    private final Confab confab;

    SearchController(Confab confab) {
        this.confab = confab;
    }

    @Get("/search")
    @Produces(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> search(HttpRequest<?> request, Owner owner) {
        JsonMedia.requireAccepted(request);
        SearchQuery query = SearchFields.of(request);
        SearchMessages messages = confab.searchMessages()
                .orElseThrow(() -> new ProblemException(
                        Problem.of(ProblemCode.NOT_FOUND, "The sessions of this server cannot be searched.")));
        SearchPage page = messages.search(owner, query);
        RequestFacts.of(request).outcome(page.complete() ? "ok" : "incomplete");
        return HttpResponse.ok(FoundMessages.of(page, query))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
