package dev.confab.rest.document;

import dev.confab.application.Confab;
import dev.confab.application.document.ReadDocuments;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentStore;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.json.JsonMedia;
import dev.confab.rest.query.QueryFields;
import dev.confab.rest.request.Accepted;
import dev.confab.rest.request.Ids;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Optional;

/** Takes documents, tells how far they are, and deletes them. */
@Controller("/documents")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class DocumentController {

    private static final int USUAL_PAGE = 50;

    private final Confab confab;
    private final ReadDocuments documents;
    private final DocumentIntake intake;
    private final DocumentEvents events;

    DocumentController(Confab confab, DocumentIntake intake, DocumentEvents events) {
        this.confab = confab;
        this.documents = confab.readDocuments();
        this.intake = intake;
        this.events = events;
    }

    /** The body is read as it arrives, once it is known what it is. */
    @Post
    @Consumes(MediaType.ALL)
    HttpResponse<?> add(HttpRequest<?> request, Owner owner) {
        JsonMedia.requireAccepted(request);
        return intake.take(request, owner);
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request, Owner owner) {
        JsonMedia.requireAccepted(request);
        int limit = QueryFields.whole(request, "limit", 1, DocumentStore.MAX_PAGE - 1).orElse(USUAL_PAGE);
        Optional<DocumentId> before = QueryFields.text(request, "before").map(Ids::documentOrNone);
        List<Document> found = documents.list(owner, before, limit + 1);
        return ok(request, DocumentList.of(found, limit));
    }

    @Get("/{id}")
    HttpResponse<?> document(HttpRequest<?> request, Owner owner, String id) {
        JsonMedia.requireAccepted(request);
        Document found = Ids.document(id)
                .flatMap(named -> documents.find(owner, named))
                .orElseThrow(DocumentController::notFound);
        return ok(request, DocumentView.of(found));
    }

    @Get("/{id}/events")
    HttpResponse<?> events(HttpRequest<?> request, Owner owner, String id) {
        if (Accepted.choose(request, MediaType.TEXT_EVENT_STREAM_TYPE).isEmpty()) {
            throw new ProblemException(
                    Problem.of(ProblemCode.NOT_ACCEPTABLE, "This call gives text/event-stream."));
        }
        DocumentId document = Ids.document(id).orElseThrow(DocumentController::notFound);
        return events.follow(request, owner, document).orElseThrow(DocumentController::notFound);
    }

    @Delete("/{id}")
    @Consumes(MediaType.ALL)
    HttpResponse<?> remove(HttpRequest<?> request, Owner owner, String id) {
        if (Ids.document(id).filter(document -> confab.removeDocument().remove(owner, document)).isEmpty()) {
            throw notFound();
        }
        RequestFacts.of(request).outcome("deleted");
        return HttpResponse.noContent();
    }

    /** What is told of a document that is not there, or is somebody else's. */
    static ProblemException notFound() {
        return new ProblemException(Problem.of(ProblemCode.DOCUMENT_NOT_FOUND, "There is no such document."));
    }

    static HttpResponse<?> ok(HttpRequest<?> request, Object body) {
        RequestFacts.of(request).outcome("ok");
        return HttpResponse.ok(body)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
