package dev.confab.rest.export;

import dev.confab.application.Confab;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.account.Erased;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.json.JsonMedia;
import dev.confab.rest.json.RequestFields;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.http.HttpHeaders;
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
import java.time.Duration;
import java.util.Optional;

/** Erases all that is stored of who asks for it. A POST, since what has to be said in a body is lost with many a DELETE. */
@Controller
final class ErasureController {

    /** What has to be said, so that nobody erases everything by mistake. */
    private static final String CONFIRMATION = "erase everything";

    /** Clients wait for half a minute, mostly. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Confab confab;

    ErasureController(Confab confab) {
        this.confab = confab;
    }

    @Post("/account/erasure")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> erase(HttpRequest<?> request, Owner owner, @Body byte[] body) {
        JsonMedia.requireBody(request);
        JsonMedia.requireAccepted(request);
        RequestFields fields = RequestFields.of(body);
        Optional<PlainText> confirmed = fields.requiredText("confirm");
        if (confirmed.filter(words -> !words.value().equals(CONFIRMATION)).isPresent()) {
            fields.wrong("confirm", "must be \"" + CONFIRMATION + "\"");
        }
        fields.finish();
        Erased erased = confab.eraseAccount()
                .orElseThrow(() -> new ProblemException(
                        Problem.of(ProblemCode.NOT_FOUND, "The store of this server does not erase.")))
                .erase(owner, PATIENCE);
        RequestFacts.of(request).outcome(erased.more() ? "erasing" : "erased");
        return (erased.more() ? HttpResponse.accepted() : HttpResponse.ok())
                .body(new ErasedView(!erased.more(), erased.counts()))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
