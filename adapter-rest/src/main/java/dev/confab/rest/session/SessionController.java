package dev.confab.rest.session;

import dev.confab.application.Confab;
import dev.confab.application.session.BrowseSessions;
import dev.confab.application.session.ChangeSession;
import dev.confab.application.session.DeleteSession;
import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionCreating;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionListing;
import dev.confab.rest.error.FieldError;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.json.JsonMedia;
import dev.confab.rest.request.Ids;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
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

/** Makes, lists, names and deletes sessions. */
@Controller("/sessions")
@Requires(beans = SessionCatalog.class)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class SessionController {

    private final Confab confab;

    SessionController(Confab confab) {
        this.confab = confab;
    }

    @Post
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<?> create(HttpRequest<?> request, Owner owner, @Body byte[] body) {
        JsonMedia.requireBody(request);
        JsonMedia.requireAccepted(request);
        return switch (confab.createSession().create(owner, SessionRequests.create(body))) {
            case SessionCreating.Created(var entry) -> created(request, entry, HttpStatus.CREATED);
            case SessionCreating.Known(var entry) -> created(request, entry, HttpStatus.OK);
            case SessionCreating.Taken taken -> throw new ProblemException(
                    Problem.of(ProblemCode.SESSION_ID_TAKEN, ProblemCode.SESSION_ID_TAKEN.explanation())
                            .withErrors(List.of(new FieldError("/session_id", "cannot be had")))
                            .notWorthRetrying());
            case SessionCreating.NoSuchDocument unknown -> throw noDocument();
            case SessionCreating.NoSuchAssistant unknown -> throw noAssistant();
        };
    }

    private static HttpResponse<?> created(HttpRequest<?> request, SessionEntry entry, HttpStatus status) {
        RequestFacts.of(request).session(entry.session().id());
        return told(request, entry).status(status)
                .header(HttpHeaders.LOCATION, "/sessions/" + entry.session().id());
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request, Owner owner) {
        JsonMedia.requireAccepted(request);
        BrowseSessions.Query query = SessionQuery.list(request);
        return switch (confab.browseSessions().list(owner, query)) {
            case SessionListing.Page page -> ok(request, SessionList.of(page));
            case SessionListing.BadCursor bad -> throw SessionQuery.badCursor();
        };
    }

    @Get("/{id}")
    HttpResponse<?> session(HttpRequest<?> request, Owner owner, String id) {
        JsonMedia.requireAccepted(request);
        SessionEntry entry = confab.browseSessions().find(owner, named(id)).orElseThrow(SessionController::notFound);
        if (SessionTag.isKnown(request, entry)) {
            RequestFacts.of(request).outcome("ok");
            return HttpResponse.status(HttpStatus.NOT_MODIFIED)
                    .header(HttpHeaders.ETAG, SessionTag.of(entry))
                    .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        }
        return told(request, entry);
    }

    @Patch("/{id}")
    @Consumes({ MediaType.APPLICATION_JSON, JsonMedia.MERGE_PATCH })
    HttpResponse<?> change(HttpRequest<?> request, Owner owner, String id, @Body byte[] body) {
        JsonMedia.requirePatch(request);
        JsonMedia.requireAccepted(request);
        var command = new ChangeSession.Command(named(id), SessionTag.expected(request), SessionRequests.patch(body));
        return switch (confab.changeSession().change(owner, command)) {
            case ChangeSession.Result.Changed(var entry) -> told(request, entry);
            case ChangeSession.Result.Stale stale -> throw stale();
            case ChangeSession.Result.TooMuchMetadata full -> throw new ProblemException(Problem.invalid(
                    List.of(new FieldError("/metadata", "would have more than " + Metadata.MAX_ENTRIES + " entries"))));
            case ChangeSession.Result.NoSuchDocument unknown -> throw noDocument();
            case ChangeSession.Result.NoSuchAssistant unknown -> throw noAssistant();
            case ChangeSession.Result.NoSuchSession unknown -> throw notFound();
        };
    }

    @Delete("/{id}")
    @Consumes(MediaType.ALL)
    HttpResponse<?> delete(HttpRequest<?> request, Owner owner, String id) {
        var command = new DeleteSession.Command(named(id), SessionTag.expected(request));
        switch (confab.deleteSession().delete(owner, command)) {
            case DELETED -> RequestFacts.of(request).outcome("deleted");
            case STALE -> throw stale();
            case NO_SUCH_SESSION -> throw notFound();
        }
        return HttpResponse.noContent();
    }

    /** Returns the session that is named; what is no identity names none. */
    static SessionId named(String id) {
        return Ids.session(id).orElseThrow(SessionController::notFound);
    }

    /** What is told of a session that is not there, or is somebody else's. */
    static ProblemException notFound() {
        return new ProblemException(Problem.of(ProblemCode.NOT_FOUND, "There is no such session."));
    }

    private static ProblemException stale() {
        return new ProblemException(
                Problem.of(ProblemCode.PRECONDITION_FAILED, ProblemCode.PRECONDITION_FAILED.explanation())
                        .notWorthRetrying());
    }

    private static ProblemException noDocument() {
        return new ProblemException(Problem.of(ProblemCode.DOCUMENT_NOT_FOUND,
                "A document that the request names does not exist; nothing was stored.")
                .withErrors(List.of(new FieldError("/document_ids", "names a document that does not exist"))));
    }

    private static ProblemException noAssistant() {
        return new ProblemException(Problem.of(ProblemCode.ASSISTANT_NOT_FOUND,
                "The assistant that the request names does not exist; nothing was stored.")
                .withErrors(List.of(new FieldError("/assistant_id", "names an assistant that does not exist"))));
    }

    private static MutableHttpResponse<?> told(HttpRequest<?> request, SessionEntry entry) {
        RequestFacts.of(request).outcome("ok");
        return HttpResponse.ok(SessionView.of(entry))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ETAG, SessionTag.of(entry))
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    }

    static MutableHttpResponse<?> ok(HttpRequest<?> request, Object body) {
        RequestFacts.of(request).outcome("ok");
        return HttpResponse.ok(body)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
