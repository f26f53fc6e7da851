package dev.confab.rest.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.application.chat.SendMessage;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.Run;
import dev.confab.rest.json.Word;
import dev.confab.rest.run.Cited;
import dev.confab.rest.run.Reason;
import dev.confab.rest.run.Tokens;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer of {@code POST /chat}. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record ChatResponse(String response, @Nullable String sessionId, String timestamp, @Nullable String runId,
        @Nullable String messageId, String status,
        List<Cited> citations, boolean declined, @Nullable Tokens usage,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean stored,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Reason error) {

    /** An answer that is not stored, and so has no address. */
    static ChatResponse passing(Run run, Message answer) {
        return new ChatResponse(answer.content().value(), null, answer.createdAt().toString(), null, null,
                Word.of(run.status()), Cited.all(answer.citations()),
                run.receipt().map(Receipt::declined).orElse(false), run.usage().map(Tokens::of).orElse(null), false,
                run.error().map(Reason::of).orElse(null));
    }

    static ChatResponse of(SendMessage.Result.Answered answered) {
        Message answer = answered.answer();
        Run run = answered.run();
        return new ChatResponse(answer.content().value(), run.session().toString(), answer.createdAt().toString(),
                run.id().toString(), answer.id().toString(), Word.of(run.status()),
                Cited.all(answer.citations()), run.receipt().map(Receipt::declined).orElse(false),
                run.usage().map(Tokens::of).orElse(null), null,
                run.error().map(Reason::of).orElse(null));
    }
}
