package dev.confab.rest.document;

import dev.confab.application.Confab;
import dev.confab.application.document.ReadDocuments;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentVersion;
import dev.confab.domain.document.SourceKind;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.json.JsonMedia;
import dev.confab.rest.query.QueryFields;
import dev.confab.rest.request.Ids;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.OptionalInt;

/** Gives what versions of documents say, as it was given and as it was read. */
@Controller("/documents/{id}")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class VersionController {

    private static final int USUAL_PAGES = 10;
    private static final int MOST_PAGES = 50;

    private final ReadDocuments documents;

    VersionController(Confab confab) {
        this.documents = confab.readDocuments();
    }

    /** A version of a document that was asked for. */
    private record Asked(Owner owner, Document document, DocumentVersion version) {
        DocumentId id() {
            return document.id();
        }
    }

    @Get("/pages")
    HttpResponse<?> pages(HttpRequest<?> request, Owner owner, String id) {
        JsonMedia.requireAccepted(request);
        OptionalInt at = QueryFields.whole(request, "at", 0, Integer.MAX_VALUE);
        int from = QueryFields.whole(request, "from", 1, Integer.MAX_VALUE).orElse(1);
        int limit = QueryFields.whole(request, "limit", 1, MOST_PAGES).orElse(USUAL_PAGES);
        Asked asked = asked(request, owner, id);
        VersionText text = textOf(asked);
        List<PageView> pages = at.isPresent() ? text.at(at.getAsInt()).stream().toList() : text.pages(from, limit);
        int last = pages.isEmpty() ? Integer.MAX_VALUE : pages.getLast().page();
        return DocumentController.ok(request, new DocumentPages(asked.id().toString(), asked.version().number(), pages,
                last < asked.version().pagesDone() ? last + 1 : null));
    }

    @Get("/pages/{number}")
    HttpResponse<?> page(HttpRequest<?> request, Owner owner, String id, String number) {
        JsonMedia.requireAccepted(request);
        boolean named = number.matches("[1-9][0-9]{0,8}");
        Asked asked = asked(request, owner, id);
        List<PageView> found = named ? textOf(asked).pages(Integer.parseInt(number), 1) : List.of();
        return DocumentController.ok(request, found.stream()
                .filter(page -> page.page() == Integer.parseInt(number))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.NOT_FOUND,
                        "This version of the document has no such page, or it has not been read yet."))));
    }

    @Get("/content")
    HttpResponse<?> content(HttpRequest<?> request, Owner owner, String id) {
        Asked asked = asked(request, owner, id);
        DocumentVersion version = asked.version();
        if (version.kind() == SourceKind.CHUNKS) {
            throw new ProblemException(Problem.of(ProblemCode.NOT_FOUND,
                    "The document was given as chunks, not as a file; its pages have its text."));
        }
        RequestFacts.of(request).outcome("ok");
        String tag = "\"" + version.digest().hex() + "\"";
        String known = request.getHeaders().get(HttpHeaders.IF_NONE_MATCH);
        var response = tag.equals(known) ? HttpResponse.status(HttpStatus.NOT_MODIFIED)
                : HttpResponse
                        .ok(new StreamedFile(
                                new StoredContent(documents, owner, asked.id(), version.number(),
                                        version.bytes()),
                                MediaType.of(FileName.mediaType(version.kind())), version.createdAt().toEpochMilli(),
                                version.bytes()))
                        .header(HttpHeaders.CONTENT_TYPE, FileName.mediaType(version.kind()))
                        .header(HttpHeaders.CONTENT_DISPOSITION,
                                FileName.attachment(asked.document().title(), version.kind()));
        return response.header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox");
    }

    private VersionText textOf(Asked asked) {
        return new VersionText(documents, asked.owner(), asked.id(), asked.version().number());
    }

    /** The version that is named, or else the one that searches find, or else the newest. */
    private Asked asked(HttpRequest<?> request, Owner owner, String id) {
        OptionalInt named = QueryFields.whole(request, "version", 1, Integer.MAX_VALUE);
        Document document = Ids.document(id)
                .flatMap(known -> documents.find(owner, known))
                .orElseThrow(DocumentController::notFound);
        int number = named.orElse(document.searchable().orElse(document.latest().number()));
        if (number == document.latest().number()) {
            return new Asked(owner, document, document.latest());
        }
        return new Asked(owner, document, documents.findVersion(owner, document.id(), number)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(ProblemCode.NOT_FOUND, "The document has no such version."))));
    }
}
