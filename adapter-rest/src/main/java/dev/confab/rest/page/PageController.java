package dev.confab.rest.page;

import dev.confab.application.health.CheckHealth;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.request.Accepted;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;

/** Serves the pages and what they load. */
@Controller
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
@Secured(SecurityRule.IS_ANONYMOUS)
final class PageController {

    private final Assets assets;
    private final OpenApiDocument openApi;
    private final CheckHealth checkHealth;
    private final Asset home = Asset.of(Assets.text("index.html"), Asset.HTML, Asset.STRICT);
    private final Asset docs = Asset.of(Assets.text("docs.html"), Asset.HTML, Asset.DESCRIPTION);
    private final Asset redoc = Asset.of(Assets.text("redoc.html"), Asset.HTML, Asset.DESCRIPTION);
    private final Asset problems = ProblemsPage.asset();

    PageController(Assets assets, OpenApiDocument openApi, CheckHealth checkHealth) {
        this.assets = assets;
        this.openApi = openApi;
        this.checkHealth = checkHealth;
    }

    @Get("/")
    HttpResponse<?> home(HttpRequest<?> request) {
        MediaType form = Accepted.choose(request, MediaType.TEXT_HTML_TYPE, MediaType.APPLICATION_JSON_TYPE)
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.NOT_ACCEPTABLE,
                        "There are a page, text/html, and the status, application/json.")));
        if (form.equals(MediaType.APPLICATION_JSON_TYPE)) {
            return HttpResponse.ok(ServerStatus.of(checkHealth.check()))
                    .contentType(MediaType.APPLICATION_JSON_TYPE)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        }
        return home.response(request).toMutableResponse().header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    }

    @Get("/docs")
    HttpResponse<?> docs(HttpRequest<?> request) {
        return docs.response(request);
    }

    @Get("/redoc")
    HttpResponse<?> redoc(HttpRequest<?> request) {
        return redoc.response(request);
    }

    @Get("/problems")
    HttpResponse<?> problems(HttpRequest<?> request) {
        return problems.response(request);
    }

    @Get("/openapi.json")
    HttpResponse<?> openApi(HttpRequest<?> request) {
        return openApi.asset().response(request);
    }

    @Get("/assets/{name}")
    HttpResponse<?> asset(HttpRequest<?> request, @PathVariable String name) {
        return assets.find(name)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(ProblemCode.NOT_FOUND, "The pages have no file of this name.")))
                .response(request);
    }
}
