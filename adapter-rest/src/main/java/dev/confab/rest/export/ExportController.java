package dev.confab.rest.export;

import dev.confab.domain.Owner;
import dev.confab.domain.account.OwnedSession;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.query.QueryFields;
import dev.confab.rest.request.Accepted;
import dev.confab.rest.request.Ids;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gives a session, or everything, as a file to keep. */
@Controller
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ExportController {

    private static final MediaType MARKDOWN = MediaType.of("text/markdown");
    private static final MediaType ZIP = MediaType.of("application/zip");

    private final Exports exports;
    private final List<ExportPart> parts;

    ExportController(Exports exports, List<ExportPart> parts) {
        this.exports = exports;
        this.parts = parts;
    }

    @Get("/sessions/{id}/export")
    HttpResponse<?> session(HttpRequest<?> request, Owner owner, String id) {
        QueryFields.requireKnown(request, Set.of("format"));
        boolean markdown = isMarkdown(request);
        OwnedSession session = Ids.session(id)
                .flatMap(named -> exports.find(owner, named))
                .orElseThrow(
                        () -> new ProblemException(Problem.of(ProblemCode.NOT_FOUND, "There is no such session.")));
        RequestFacts.of(request).session(session.session().id());
        return markdown
                ? file(request, exports.asMarkdown(owner, session), "text/markdown;charset=utf-8",
                        "session-" + session.session().id() + ".md")
                : file(request, exports.asJson(owner, session), MediaType.APPLICATION_JSON,
                        "session-" + session.session().id() + ".json");
    }

    private static boolean isMarkdown(HttpRequest<?> request) {
        Optional<String> format = QueryFields.text(request, "format");
        if (format.isPresent()) {
            return switch (format.get()) {
                case "json" -> false;
                case "markdown" -> true;
                default -> throw QueryFields.invalid("The parameter format must be json or markdown.");
            };
        }
        return Accepted.choose(request, MediaType.APPLICATION_JSON_TYPE, MARKDOWN)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(ProblemCode.NOT_ACCEPTABLE, "This call gives application/json or text/markdown.")))
                .equals(MARKDOWN);
    }

    @Get("/export")
    HttpResponse<?> everything(HttpRequest<?> request, Owner owner) {
        QueryFields.requireKnown(request, Set.of());
        if (Accepted.choose(request, ZIP).isEmpty()) {
            throw new ProblemException(Problem.of(ProblemCode.NOT_ACCEPTABLE, "This call gives application/zip."));
        }
        exports.account();
        String now = exports.now();
        return file(request,
                new ZipStream(new AllParts(parts, owner), cut -> exports.entry(Manifest.PATH, Manifest.of(now, cut))),
                ZIP.getName(), "confab-export-" + now.substring(0, now.indexOf('T')) + ".zip");
    }

    private static HttpResponse<?> file(HttpRequest<?> request, InputStream content, String type, String name) {
        RequestFacts.of(request).outcome("ok");
        return HttpResponse.ok(new StreamedFile(content, MediaType.of(type)))
                .header(HttpHeaders.CONTENT_TYPE, type)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox");
    }
}
