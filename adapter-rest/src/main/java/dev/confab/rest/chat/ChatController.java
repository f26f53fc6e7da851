package dev.confab.rest.chat;

import dev.confab.application.Confab;
import dev.confab.application.chat.SendMessage;
import dev.confab.domain.Owner;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Takes a message and gives the whole answer. */
@Controller
final class ChatController {

    private final SendMessage sendMessage;

    ChatController(Confab confab) {
        this.sendMessage = confab.sendMessage();
    }

    /** The body arrives as bytes: it is decoded on the virtual thread, not where all connections are served. */
    @Post("/chat")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> chat(HttpRequest<?> request, @Body byte[] body) {
        SendMessage.Command command = ChatRequest.command(request, body);
        return ChatAnswer.of(request, sendMessage.send(Owner.LOCAL, command));
    }
}
