package dev.confab.rest.chat;

import dev.confab.application.Confab;
import dev.confab.application.chat.SendMessage;
import dev.confab.domain.Owner;
import dev.confab.rest.json.JsonMedia;
import dev.confab.rest.json.RequestFields;
import dev.confab.rest.request.Accepted;
import dev.confab.rest.request.Preferences;
import dev.confab.rest.run.RunAccepted;
import dev.confab.rest.run.RunEvents;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Takes a message; the client waits for the answer, watches it being written, or walks away. */
@Controller
final class ChatController {

    private final SendMessage sendMessage;
    private final RunEvents events;
    private final PassingAnswer passing;

    ChatController(Confab confab, RunEvents events) {
        this.sendMessage = confab.sendMessage();
        this.events = events;
        this.passing = new PassingAnswer(confab.answerOnce(), events);
    }

    /** The body arrives as bytes: it is decoded on the virtual thread, not where all connections are served. */
    @Post("/chat")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> chat(HttpRequest<?> request, Owner owner, @Body byte[] body) {
        JsonMedia.requireBody(request);
        JsonMedia.requireAcceptedOrEvents(request);
        RequestFields fields = RequestFields.of(body);
        if (PassingRequest.is(fields)) {
            return passing.to(request, owner, PassingRequest.of(request, fields));
        }
        ChatRequest asked = ChatRequest.of(request, fields);
        if (Accepted.prefersEvents(request)) {
            return stream(request, owner, asked);
        }
        return Preferences.respondAsync(request) ? start(request, owner, asked)
                : ChatAnswer.of(request, sendMessage.send(owner, asked.command()));
    }

    private HttpResponse<?> stream(HttpRequest<?> request, Owner owner, ChatRequest asked) {
        RunEvents.Open open = events.open(request);
        return switch (sendMessage.stream(owner, asked.command(), open)) {
            case SendMessage.Start.Accepted taken when asked.attached() ->
                open.beginAttached(owner, taken.session(), taken.run(), taken.status(), taken.watch());
            case SendMessage.Start.Accepted taken ->
                open.begin(taken.session(), taken.run(), taken.status(), taken.watch());
            case SendMessage.Start.Refused refused -> Refusals.response(request, refused.why());
        };
    }

    private HttpResponse<?> start(HttpRequest<?> request, Owner owner, ChatRequest asked) {
        return switch (sendMessage.start(owner, asked.command())) {
            case SendMessage.Start.Accepted taken -> {
                ChatAnswer.note(request, taken.session(), taken.run(), "accepted");
                MutableHttpResponse<?> response = RunAccepted.response(taken.session(), taken.run(), taken.status());
                Preferences.respondedAsync(response);
                yield response;
            }
            case SendMessage.Start.Refused refused -> Refusals.response(request, refused.why());
        };
    }
}
