package dev.confab.rest.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.application.Confab;
import dev.confab.application.session.SyncSessions;
import dev.confab.domain.Owner;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionNews;
import dev.confab.domain.session.SessionSync;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.json.JsonMedia;
import dev.confab.rest.query.QueryFields;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.json.JsonMapper;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes what devices did while they were away, and tells them what has changed. */
@Controller("/sync")
@Requires(beans = { SessionSync.class, SessionFeed.class })
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class SyncController {

    private static final Set<String> CHANGES = Set.of("cursor", "limit");
    private static final int USUAL_PAGE = 200;

    private final SyncSessions sync;
    private final JsonMapper json;

    SyncController(Confab confab, JsonMapper json) {
        this.sync = confab.syncSessions()
                .orElseThrow(() -> new IllegalStateException("copies of sessions cannot be brought up to date"));
        this.json = json;
    }

    /** What came of a batch: of each change, in their order. */
    @Serdeable.Serializable(naming = SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Results(@Nullable String clientId, List<SyncResult> results) {}

    @Post
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<?> apply(HttpRequest<?> request, Owner owner, @Body byte[] body) {
        JsonMedia.requireBody(request);
        JsonMedia.requireAccepted(request);
        SyncRequests.Batch batch = SyncRequests.batch(body);
        List<OfflineChange> changes = batch.items().stream().flatMap(item -> item.change().stream()).toList();
        Iterator<SyncSessions.Result> told = sync.apply(owner, changes).iterator();
        var telling = new SyncResult.Telling(json, RequestFacts.of(request).requestId());
        var results = new ArrayList<SyncResult>();
        for (int at = 0; at < batch.items().size(); at++) {
            SyncRequests.Item item = batch.items().get(at);
            results.add(item.change().isEmpty() ? SyncResult.invalid(item, telling)
                    : SyncResult.of(item, told.next(), "/changes/" + at, telling));
        }
        return SessionController.ok(request, new Results(batch.clientId().orElse(null), results));
    }

    @Get
    HttpResponse<?> changes(HttpRequest<?> request, Owner owner) {
        JsonMedia.requireAccepted(request);
        QueryFields.requireKnown(request, CHANGES);
        int limit = QueryFields.whole(request, "limit", 1, SessionFeed.MAX_CHANGES).orElse(USUAL_PAGE);
        Optional<String> word = QueryFields.text(request, "cursor");
        Optional<SessionCursor> since = word.flatMap(text -> SessionCursors.read(owner, text));
        if (word.isPresent() && since.isEmpty()) {
            throw QueryFields.invalid("The parameter cursor must be one that this call told, as it was told.");
        }
        return switch (sync.changes(owner, since, limit)) {
            case SessionNews.Changes news -> SessionController.ok(request, SyncNews.of(owner, news, json));
            case SessionNews.TooOld old -> throw new ProblemException(
                    Problem.of(ProblemCode.CURSOR_TOO_OLD, ProblemCode.CURSOR_TOO_OLD.explanation())
                            .notWorthRetrying());
        };
    }
}
