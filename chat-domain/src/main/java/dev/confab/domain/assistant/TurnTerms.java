package dev.confab.domain.assistant;

import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Persona;
import dev.confab.domain.session.SessionMode;
import java.util.Objects;
import java.util.Optional;

/**
 * What holds for one turn, of all who have a say in it.
 *
 * <p>
 * One assistant answers a turn: the one that the turn names, else the session's, if it still exists; instructions, model,
 * window and memory are that one's alone, and what it leaves open is the server's. About what the answer may rest on, the
 * first who says something counts:
 *
 * <ol>
 * <li>the turn itself,
 * <li>the assistant that the turn names,
 * <li>the session: its documents, and its mode unless that is {@link SessionMode#OPEN_CHAT}, which a session has when
 * nobody said anything,
 * <li>the session's assistant, when the turn names none,
 * <li>otherwise an open chat about all documents.
 * </ol>
 *
 * A selected text replaces both for its turn.
 *
 * @param mode    what the answer may rest on
 * @param scope   where its passages come from
 * @param persona what is taken from the assistant
 */
public record TurnTerms(SessionMode mode, Scope scope, Optional<Persona> persona) {

    public TurnTerms {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(persona, "persona");
    }

    /**
     * Somebody's say.
     *
     * @param mode  what he says the answer may rest on
     * @param scope what he says about where passages come from
     */
    public record Say(Optional<SessionMode> mode, Optional<Scope> scope) {
        public Say {
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(scope, "scope");
        }

        private static final Say NOTHING = new Say(Optional.empty(), Optional.empty());

        private static Say of(Optional<Assistant> assistant) {
            return assistant.map(Assistant::draft).map(draft -> new Say(draft.mode(), draft.scope())).orElse(NOTHING);
        }

        private Say or(Say next) {
            return new Say(mode.or(next::mode), scope.or(next::scope));
        }
    }

    /**
     * Tells what holds.
     *
     * @param turn     what the turn says
     * @param named    the assistant that it names
     * @param mode     the session's own mode
     * @param scope    the session's own documents
     * @param sessions the session's assistant; it does not matter when the turn names one
     */
    public static TurnTerms of(Say turn, Optional<Assistant> named, SessionMode mode, Scope scope,
            Optional<Assistant> sessions) {
        Optional<Assistant> second = named.isPresent() ? Optional.empty() : sessions;
        Say session = new Say(Optional.of(mode).filter(own -> own != SessionMode.OPEN_CHAT),
                Optional.of(scope).filter(own -> own.documents().isPresent()));
        Say all = turn.or(Say.of(named)).or(session).or(Say.of(second));
        return new TurnTerms(all.mode().orElse(SessionMode.OPEN_CHAT), all.scope().orElse(Scope.ALL),
                named.or(() -> second).map(Assistant::persona));
    }
}
