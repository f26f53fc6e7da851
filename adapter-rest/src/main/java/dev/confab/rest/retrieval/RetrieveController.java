package dev.confab.rest.retrieval;

import dev.confab.application.Confab;
import dev.confab.application.retrieval.Retrieve;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.retrieval.Scope;
import dev.confab.rest.document.DocumentIds;
import dev.confab.rest.identity.AccessRule;
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
import io.micronaut.security.annotation.Secured;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Shows what retrieval alone gives for a question. */
@Controller
final class RetrieveController {

    private static final int USUAL = 10;

    private final Confab confab;

    RetrieveController(Confab confab) {
        this.confab = confab;
    }

    @Post("/retrieve")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    @Secured(AccessRule.READS)
    HttpResponse<?> retrieve(HttpRequest<?> request, Owner owner, @Body byte[] body) {
        JsonMedia.requireBody(request);
        JsonMedia.requireAccepted(request);
        RequestFields fields = RequestFields.of(body);
        Optional<PlainText> question = fields.requiredText("question");
        Optional<Set<DocumentId>> documents = DocumentIds.of(fields);
        OptionalInt limit = fields.whole("limit", 1, RetrievalQuery.MAX_LIMIT);
        fields.finish();
        Retrieve.Result found = confab.retrieve()
                .retrieve(owner, new Retrieve.Question(question.orElseThrow(),
                        documents.map(Scope::of).orElse(Scope.ALL), limit.orElse(USUAL)));
        RequestFacts.of(request).outcome("ok");
        return HttpResponse.ok(RetrievedPassages.of(found))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
