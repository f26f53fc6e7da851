package dev.confab.domain.llm;

import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.prompt.Prompt;
import java.util.Objects;

/**
 * One call of a model.
 *
 * @param session the session it is for, for logs and traces only
 * @param run     the run it is for, for logs and traces only
 * @param prompt  exactly what is sent
 * @param options what is asked of the model for this call
 */
public record ModelCall(SessionId session, RunId run, Prompt prompt, ModelOptions options) {

    public ModelCall {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(options, "options");
    }

    /** A call that asks nothing of the model but its answer. */
    public ModelCall(SessionId session, RunId run, Prompt prompt) {
        this(session, run, prompt, ModelOptions.DEFAULT);
    }
}
