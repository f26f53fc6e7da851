package dev.confab.rest.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.Run;
import dev.confab.rest.json.Word;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The closing facts of a run, at the end of a stream. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record RunDone(@Nullable String runId, @Nullable String sessionId, String status, @Nullable String messageId,
        boolean declined,
        @Nullable Tokens usage, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Reason error) {

    /** The end of a run that is not stored. */
    static RunDone passing(Run run) {
        return new RunDone(null, null, Word.of(run.status()), null,
                run.receipt().map(Receipt::declined).orElse(false), run.usage().map(Tokens::of).orElse(null),
                run.error().map(Reason::of).orElse(null));
    }

    static RunDone of(Run run, Optional<Message> answer) {
        return new RunDone(run.id().toString(), run.session().toString(), Word.of(run.status()),
                answer.map(message -> message.id().toString()).orElse(null),
                run.receipt().map(Receipt::declined).orElse(false), run.usage().map(Tokens::of).orElse(null),
                run.error().map(Reason::of).orElse(null));
    }
}
