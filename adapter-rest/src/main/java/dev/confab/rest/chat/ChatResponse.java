package dev.confab.rest.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.application.chat.SendMessage;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Citation;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.RunError;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer of {@code POST /chat}. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record ChatResponse(String response, String sessionId, String timestamp, String runId, String messageId, String status,
        List<Cited> citations, @Nullable Tokens usage,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Reason error) {

    static ChatResponse of(SendMessage.Result.Answered answered) {
        Message answer = answered.answer();
        return new ChatResponse(answer.content().value(), answered.session().toString(), answer.createdAt().toString(),
                answered.run().toString(), answer.id().toString(), status(answer),
                answer.citations().stream().map(Cited::of).toList(), answered.usage().map(Tokens::of).orElse(null),
                answered.error().map(Reason::of).orElse(null));
    }

    private static String status(Message answer) {
        return switch (answer.status()) {
            case COMPLETE -> "completed";
            case PARTIAL -> "incomplete";
        };
    }

    /** Where the answer points into a passage. */
    @Serdeable.Serializable(naming = SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Cited(int marker, String passageId, String documentId, String title, @Nullable String quote) {
        static Cited of(Citation citation) {
            return new Cited(citation.marker(), citation.passage().toString(), citation.document().toString(),
                    citation.title().value(), citation.quote().map(PlainText::value).orElse(null));
        }
    }

    /** What the model used. */
    @Serdeable.Serializable(naming = SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Tokens(int promptTokens, int completionTokens, int totalTokens) {
        static Tokens of(Usage usage) {
            return new Tokens(usage.promptTokens(), usage.completionTokens(), usage.totalTokens());
        }
    }

    /** Why the answer is not whole. */
    @Serdeable.Serializable
    record Reason(String code, String detail) {
        static Reason of(RunError error) {
            return new Reason(error.code(), error.detail());
        }
    }
}
