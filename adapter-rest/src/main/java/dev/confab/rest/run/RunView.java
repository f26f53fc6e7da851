package dev.confab.rest.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunProgress;
import dev.confab.rest.json.Word;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run as clients read it: its answer when it has ended, the text that somebody was shown until then. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record RunView(String runId, String sessionId, String status, int attempt, @Nullable String response,
        @Nullable String messageId, List<Cited> citations, boolean declined, @Nullable Tokens usage,
        @Nullable Reason error,
        String createdAt, @Nullable String endedAt) {

    static RunView of(RunProgress progress) {
        Run run = progress.run();
        Optional<Message> answer = progress.answer();
        String shown = progress.text().isEmpty() ? null : progress.text();
        return new RunView(run.id().toString(), run.session().toString(), Word.of(run.status()), run.attempt(),
                answer.map(message -> message.content().value()).orElse(shown),
                answer.map(message -> message.id().toString()).orElse(null),
                Cited.all(answer.map(Message::citations).orElse(List.of())),
                run.receipt().map(Receipt::declined).orElse(false),
                run.usage().map(Tokens::of).orElse(null), run.error().map(Reason::of).orElse(null),
                run.createdAt().toString(), run.endedAt().map(Instant::toString).orElse(null));
    }
}
