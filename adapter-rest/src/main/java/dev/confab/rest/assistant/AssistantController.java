package dev.confab.rest.assistant;

import dev.confab.application.Confab;
import dev.confab.application.assistant.KeepAssistants;
import dev.confab.domain.AssistantId;
import dev.confab.domain.Owner;
import dev.confab.domain.assistant.Assistant;
import dev.confab.domain.assistant.AssistantAdding;
import dev.confab.domain.assistant.AssistantChange;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.rest.error.FieldError;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.json.JsonMedia;
import dev.confab.rest.json.RequestFields;
import dev.confab.rest.query.QueryFields;
import dev.confab.rest.request.Ids;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes, reads, changes and deletes assistants. */
@Controller("/assistants")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class AssistantController {

    private static final int USUAL_PAGE = 50;

    private final KeepAssistants assistants;

    AssistantController(Confab confab) {
        this.assistants = confab.assistants();
    }

    @Post
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<?> add(HttpRequest<?> request, Owner owner, @Body byte[] body) {
        JsonMedia.requireBody(request);
        JsonMedia.requireAccepted(request);
        RequestFields fields = RequestFields.of(body);
        Optional<AssistantId> id = id(fields);
        AssistantBody said = AssistantBody.whole(fields);
        fields.finish();
        AssistantDraft draft = said.draft();
        return switch (assistants.add(owner, id, draft)) {
            case AssistantAdding.Added added -> located(HttpResponse.created(""), request, added.assistant());
            case AssistantAdding.Known known when known.assistant().draft().equals(draft) ->
                located(HttpResponse.ok(), request, known.assistant());
            case AssistantAdding.Known other -> throw new ProblemException(Problem.of(ProblemCode.ASSISTANT_EXISTS,
                    "There is another assistant with this id; nothing was stored.").notWorthRetrying());
            case AssistantAdding.NoSuchDocument unknown -> throw noSuchDocument();
        };
    }

    private static Optional<AssistantId> id(RequestFields fields) {
        Optional<String> named = fields.shortText("assistant_id", 36);
        Optional<AssistantId> id = named.flatMap(Ids::assistant);
        if (named.isPresent() && id.isEmpty()) {
            fields.wrong("assistant_id", "must be a UUID in its usual form");
        }
        return id;
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request, Owner owner) {
        JsonMedia.requireAccepted(request);
        int limit = QueryFields.whole(request, "limit", 1, AssistantStore.MAX_PAGE - 1).orElse(USUAL_PAGE);
        Optional<AssistantStore.Place> before = QueryFields.text(request, "before").map(ListPlace::read);
        List<Assistant> found = assistants.list(owner, before, limit + 1);
        return told(HttpResponse.ok(), request, AssistantList.of(found, limit));
    }

    @Get("/{id}")
    HttpResponse<?> assistant(HttpRequest<?> request, Owner owner, String id) {
        JsonMedia.requireAccepted(request);
        return tagged(HttpResponse.ok(), request, find(owner, id).orElseThrow(AssistantController::notFound));
    }

    /** A change is a merge patch, whichever of the two names its body has. */
    @Patch("/{id}")
    @Consumes({ MediaType.APPLICATION_JSON, JsonMedia.MERGE_PATCH })
    HttpResponse<?> change(HttpRequest<?> request, Owner owner, String id, @Body byte[] body) {
        JsonMedia.requirePatch(request);
        JsonMedia.requireAccepted(request);
        RequestFields fields = RequestFields.of(body);
        AssistantBody change = AssistantBody.patch(fields);
        fields.finish();
        AssistantId assistant = Ids.assistant(id).orElseThrow(AssistantController::notFound);
        OptionalInt expected = RevisionTag.expected(request, () -> assistants.find(owner, assistant));
        return tagged(HttpResponse.ok(), request, done(assistants.change(owner, assistant, expected, change)));
    }

    @Delete("/{id}")
    @Consumes(MediaType.ALL)
    HttpResponse<?> remove(HttpRequest<?> request, Owner owner, String id) {
        AssistantId assistant = Ids.assistant(id).orElseThrow(AssistantController::notFound);
        OptionalInt expected = RevisionTag.expected(request, () -> assistants.find(owner, assistant));
        Assistant unused = done(assistants.delete(owner, assistant, expected));
        RequestFacts.of(request).outcome("deleted");
        return HttpResponse.noContent();
    }

    private Optional<Assistant> find(Owner owner, String id) {
        return Ids.assistant(id).flatMap(named -> assistants.find(owner, named));
    }

    private static Assistant done(AssistantChange change) {
        return switch (change) {
            case AssistantChange.Done done -> done.assistant();
            case AssistantChange.Stale stale -> throw new ProblemException(Problem.of(ProblemCode.PRECONDITION_FAILED,
                    "The assistant is not as the header If-Match says; nothing was stored.")
                    .withHeader(HttpHeaders.ETAG, RevisionTag.of(stale.assistant())));
            case AssistantChange.NoSuchAssistant missing -> throw notFound();
            case AssistantChange.NoSuchDocument unknown -> throw noSuchDocument();
        };
    }

    private static HttpResponse<?> located(MutableHttpResponse<?> response, HttpRequest<?> request,
            Assistant assistant) {
        return tagged(response.header(HttpHeaders.LOCATION, "/assistants/" + assistant.id()), request, assistant);
    }

    private static HttpResponse<?> tagged(MutableHttpResponse<?> response, HttpRequest<?> request,
            Assistant assistant) {
        return told(response.header(HttpHeaders.ETAG, RevisionTag.of(assistant)), request,
                AssistantView.of(assistant));
    }

    private static HttpResponse<?> told(MutableHttpResponse<?> response, HttpRequest<?> request, Object body) {
        RequestFacts.of(request).outcome("ok");
        return response.body(body)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /** What is told of an assistant that is not there, or is somebody else's. */
    private static ProblemException notFound() {
        return new ProblemException(Problem.of(ProblemCode.ASSISTANT_NOT_FOUND, "There is no such assistant."));
    }

    private static ProblemException noSuchDocument() {
        return new ProblemException(Problem.of(ProblemCode.DOCUMENT_NOT_FOUND,
                "A document that the request names does not exist; nothing was stored.")
                .withErrors(List.of(new FieldError("/document_ids", "names a document that does not exist"))));
    }
}
