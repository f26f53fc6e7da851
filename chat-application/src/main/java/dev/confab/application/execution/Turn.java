package dev.confab.application.execution;

import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.message.Message;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.AssistantRevision;
import dev.confab.domain.run.Persona;
import dev.confab.domain.session.TurnOpening;
import dev.confab.domain.summary.Summary;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one execution works on, whether or not its turn is stored.
 *
 * @param session  the session it is for; one that nobody has when it is not stored
 * @param question the user's message
 * @param window   the messages before it, oldest first
 * @param summary  the summary of what stands before these, if there is one
 * @param scope    where passages come from
 * @param reach    what the retriever must know of, if that was told
 * @param persona  what is taken from the assistant that answers
 * @param besides  what is told to the model behind its instructions, empty for nothing
 */
record Turn(SessionId session, Message question, List<Message> window, Optional<Summary> summary, Scope scope,
        OptionalLong reach, Optional<Persona> persona, PlainText besides) {

    static Turn of(TurnOpening.Opened opened) {
        return new Turn(opened.session().id(), opened.question(), opened.window(), opened.summary(), opened.scope(),
                OptionalLong.of(opened.reach()), opened.persona(), PlainText.EMPTY);
    }

    /** What is asked of the model. */
    ModelOptions options() {
        return persona.map(Persona::model).orElse(ModelOptions.DEFAULT);
    }

    Optional<AssistantRevision> assistant() {
        return persona.map(Persona::from);
    }
}
