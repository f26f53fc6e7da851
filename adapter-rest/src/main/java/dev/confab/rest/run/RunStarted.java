package dev.confab.rest.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.run.RunStatus;
import dev.confab.rest.json.Word;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Which run a stream is about, at its beginning.
 *
 * @param stored false when there is nothing to come back to, and so no id; null otherwise
 */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record RunStarted(@Nullable String runId, @Nullable String sessionId, String status,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean stored) {

    /** A run that is not stored. */
    static final RunStarted PASSING = new RunStarted(null, null, Word.of(RunStatus.RUNNING), false);

    static RunStarted of(RunId run, SessionId session, RunStatus status) {
        return new RunStarted(run.toString(), session.toString(), Word.of(status), null);
    }
}
