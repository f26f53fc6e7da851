package dev.confab.rest.document;

import dev.confab.application.Confab;
import dev.confab.application.document.AddDocument;
import dev.confab.application.document.IngestionSettings;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Document;
import dev.confab.rest.error.FieldError;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.error.ProblemResponses;
import dev.confab.rest.json.JsonMedia;
import dev.confab.rest.request.Ids;
import dev.confab.rest.request.Preferences;
import dev.confab.rest.request.RequestFacts;
import dev.confab.rest.upload.RequestBody;
import dev.confab.rest.upload.Upload;
import dev.confab.rest.upload.UploadForm;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.HttpServerConfiguration;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Takes what {@code POST /documents} sends, and tells what came of it. */
@Singleton
final class DocumentIntake {

    /** For how long a client that waits is kept; the rest it can watch. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PlainText UNTITLED = PlainText.of("Untitled");

    private final Confab confab;
    private final IngestionSettings settings;
    private final int largestJson;

    DocumentIntake(Confab confab, IngestionSettings settings, HttpServerConfiguration server) {
        this.confab = confab;
        this.settings = settings;
        this.largestJson = (int) Math.min(Integer.MAX_VALUE - 8L, server.getMaxRequestBufferSize());
    }

    HttpResponse<?> take(HttpRequest<?> request, Owner owner) {
        String type = request.getHeaders().get(HttpHeaders.CONTENT_TYPE);
        boolean form = UploadForm.isForm(type);
        if (!form && !JsonMedia.isJson(type)) {
            throw new ProblemException(Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "This call takes multipart/form-data with a file, or application/json with chunks."));
        }
        try (InputStream body = RequestBody.of(request)) {
            return form && type != null ? upload(request, owner, body, type) : chunks(request, owner, body);
        } catch (IOException gone) {
            throw RequestBody.broken(gone);
        }
    }

    private HttpResponse<?> upload(HttpRequest<?> request, Owner owner, InputStream body, String type)
            throws IOException {
        AddDocument.Result result;
        try (Upload upload = UploadForm.read(body, type, settings.maxBytes())) {
            PlainText title = FileName.cut(upload.title().orElseGet(() -> FileName.title(upload.name())));
            result = confab.addDocument()
                    .upload(owner, new AddDocument.Upload(upload.file(), title, replaced(upload.document())));
        }
        return told(request, owner, result, OptionalInt.empty());
    }

    private HttpResponse<?> chunks(HttpRequest<?> request, Owner owner, InputStream body) throws IOException {
        JsonMedia.requireBody(request);
        byte[] json = body.readNBytes(largestJson + 1);
        if (json.length > largestJson) {
            throw new ProblemException(Problem.of(ProblemCode.BODY_TOO_LARGE,
                    "The body has more than " + largestJson + " bytes; nothing was stored."));
        }
        ChunksRequest asked = ChunksRequest.of(json);
        Optional<DocumentId> replaced = replaced(asked.document());
        PlainText title = asked.title()
                .or(() -> replaced.flatMap(id -> confab.readDocuments().find(owner, id)).map(Document::title))
                .orElse(UNTITLED);
        AddDocument.Result result = confab.addDocument()
                .store(owner, new AddDocument.Chunks(asked.chunks(), FileName.cut(title), replaced));
        return told(request, owner, result, OptionalInt.of(asked.chunks().size()));
    }

    /** What is no identity names nothing, just as an unknown one; blank is none. */
    private static Optional<DocumentId> replaced(Optional<String> document) {
        return document.filter(id -> !id.isBlank()).map(Ids::documentOrNone);
    }

    private HttpResponse<?> told(HttpRequest<?> request, Owner owner, AddDocument.Result result, OptionalInt chunks) {
        return switch (result) {
            case AddDocument.Result.Accepted accepted -> accepted(request, owner, accepted, chunks);
            case AddDocument.Result.NothingToReplace nothing -> throw DocumentController.notFound();
            case AddDocument.Result.Unsupported unsupported -> ProblemResponses.of(request,
                    Problem.of(ProblemCode.UNSUPPORTED_DOCUMENT, ProblemCode.UNSUPPORTED_DOCUMENT.explanation()));
            case AddDocument.Result.TooLarge tooLarge -> throw UploadForm.tooLarge(tooLarge.limit());
            case AddDocument.Result.ChunkTooLong tooLong -> ProblemResponses.of(request, Problem
                    .of(ProblemCode.TOO_LONG, "The request is longer than it may be; nothing was stored.")
                    .withErrors(List.of(tooLong(tooLong))));
        };
    }

    private static FieldError tooLong(AddDocument.Result.ChunkTooLong tooLong) {
        return tooLong.chunk()
                .map(index -> new FieldError("/chunks/" + index,
                        "has more than " + tooLong.limit() + " characters (UTF-16 code units)"))
                .orElseGet(() -> new FieldError("/chunks", "has more than " + tooLong.limit() + " chunks"));
    }

    /**
     * A document that cannot be searched is there all the same, with the reason: its creation is told as one, and its
     * status as what it is.
     */
    private HttpResponse<?> accepted(HttpRequest<?> request, Owner owner, AddDocument.Result.Accepted accepted,
            OptionalInt chunks) {
        boolean async = Preferences.respondAsync(request);
        Document document = async || accepted.document().latest().status().isFinal()
                ? accepted.document()
                : confab.addDocument()
                        .await(owner, accepted.document().id(), PATIENCE)
                        .orElse(accepted.document());
        boolean done = document.latest().status().isFinal();
        HttpStatus status = !done ? HttpStatus.ACCEPTED : accepted.known() ? HttpStatus.OK : HttpStatus.CREATED;
        RequestFacts facts = RequestFacts.of(request);
        facts.document(document.id());
        facts.outcome(!done ? "accepted" : accepted.known() ? "known" : "stored");
        DocumentView view = DocumentView.of(document);
        MutableHttpResponse<DocumentView> response = HttpResponse.<DocumentView>status(status)
                .header(HttpHeaders.LOCATION, "/documents/" + document.id())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .body(chunks.isPresent() ? view.stored(chunks.getAsInt()) : view);
        if (async && !done) {
            Preferences.respondedAsync(response);
        }
        return response;
    }
}
