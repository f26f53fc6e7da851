package dev.confab.rest.session;

import dev.confab.application.Confab;
import dev.confab.application.session.AddMessage;
import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.session.MessagePage;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.rest.error.FieldError;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.json.JsonMedia;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
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
import java.util.List;

/** Gives the messages of a session, and adds some. */
@Controller("/sessions/{id}/messages")
@Requires(beans = SessionCatalog.class)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class MessageController {

    private final Confab confab;
    private final JsonMapper json;

    MessageController(Confab confab, JsonMapper json) {
        this.confab = confab;
        this.json = json;
    }

    @Get
    HttpResponse<?> messages(HttpRequest<?> request, Owner owner, String id) {
        JsonMedia.requireAccepted(request);
        MessagePage asked = SessionQuery.messages(request);
        var oneMore = new MessagePage(asked.direction(), asked.seq(), asked.limit() + 1);
        SessionId session = SessionController.named(id);
        return SessionController.ok(request, confab.browseSessions()
                .messages(owner, session, oneMore)
                .map(found -> MessageList.of(found, asked, () -> lastSeq(owner, session), json))
                .orElseThrow(SessionController::notFound));
    }

    private long lastSeq(Owner owner, SessionId session) {
        return confab.browseSessions().find(owner, session).map(entry -> entry.session().lastSeq()).orElse(0L);
    }

    @Post
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<?> add(HttpRequest<?> request, Owner owner, String id, @Body byte[] body) {
        JsonMedia.requireBody(request);
        JsonMedia.requireAccepted(request);
        SessionId session = SessionController.named(id);
        return switch (confab.addMessage().add(owner, SessionRequests.message(session, body))) {
            case AddMessage.Result.Added(var message, var known) -> {
                RequestFacts.of(request).session(session);
                yield SessionController.ok(request, MessageView.of(message, json))
                        .status(known ? HttpStatus.OK : HttpStatus.CREATED);
            }
            case AddMessage.Result.NameTaken taken -> throw new ProblemException(
                    Problem.of(ProblemCode.IDEMPOTENCY_CONFLICT,
                            "The client_message_id was sent before with another message; nothing was stored.")
                            .inSession(session)
                            .notWorthRetrying());
            case AddMessage.Result.Busy(var active) -> throw new ProblemException(
                    Problem.of(ProblemCode.SESSION_BUSY, "A run of the session has not ended; nothing was stored.")
                            .inSession(session)
                            .behind(active)
                            .notWorthRetrying());
            case AddMessage.Result.TooLong(var length, var limit) -> throw new ProblemException(
                    Problem.of(ProblemCode.TOO_LONG, "The request is longer than it may be; nothing was stored.")
                            .withErrors(List.of(new FieldError("/content", "has " + length
                                    + " characters (UTF-16 code units), at most " + limit + " are allowed"))));
            case AddMessage.Result.NoSuchSession unknown -> throw SessionController.notFound();
        };
    }
}
