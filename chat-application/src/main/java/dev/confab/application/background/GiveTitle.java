package dev.confab.application.background;

import dev.confab.domain.IdSource;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import dev.confab.domain.prompt.TitlePrompt;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionChanging;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.Title;
import java.util.List;
import java.util.Optional;

/**
 * Gives a session a title that has none: from a model, or from the first question when the model gives none. What a person
 * calls the session meanwhile stays.
 */
final class GiveTitle {

    /** Where the first question and its answer stand, whatever was said before them. */
    private static final int BEGINNING = 20;
    /** How often others may change the session while this is at it. */
    private static final int ROUNDS = 10;

    private final SessionStore sessions;
    private final SessionCatalog catalog;
    private final QuietCalls calls;
    private final IdSource ids;

    GiveTitle(SessionStore sessions, SessionCatalog catalog, QuietCalls calls, IdSource ids) {
        this.sessions = sessions;
        this.catalog = catalog;
        this.calls = calls;
        this.ids = ids;
    }

    /**
     * Gives it.
     *
     * @param last whether it is not tried again: then the question has to do
     * @throws LlmFault if the model may give one a little later
     */
    void give(Owner owner, SessionId session, boolean last) {
        Optional<Title> made = Optional.empty();
        for (int round = 0; round < ROUNDS; round++) {
            Optional<SessionEntry> found = catalog.find(owner, session).filter(entry -> entry.title().isEmpty());
            if (found.isEmpty()) {
                return;
            }
            made = made.or(() -> made(owner, session, last));
            if (made.isEmpty()) {
                return;
            }
            SessionAttributes before = found.get().attributes();
            // Only in the place of what was read: a title that somebody gave since then makes this stale.
            SessionChanging changing = catalog.change(owner, session, found.get().revision(),
                    new SessionAttributes(made, before.mode(), before.scope(), before.metadata()));
            if (!(changing instanceof SessionChanging.Stale)) {
                return;
            }
        }
    }

    private Optional<Title> made(Owner owner, SessionId session, boolean last) {
        List<Message> beginning = sessions.readMessages(owner, session, 0, BEGINNING);
        Optional<Message> asked = beginning.stream().filter(message -> message.role() == Role.USER).findFirst();
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Message question = asked.get();
        Optional<Message> answer = beginning.stream()
                .filter(message -> message.role() == Role.ASSISTANT && message.turn() > 0)
                .findFirst();
        PlainText title = said(owner, question, answer, last).orElseGet(() -> TitlePrompt.extract(question.content()));
        return title.isBlank() ? Optional.empty() : Optional.of(new Title(title));
    }

    private Optional<PlainText> said(Owner owner, Message question, Optional<Message> answer, boolean last) {
        if (calls.llm().profile().isOffline()) {
            return Optional.empty();
        }
        try {
            RunId run = answer.or(() -> Optional.of(question))
                    .flatMap(Message::origin)
                    .orElseGet(() -> new RunId(ids.next()));
            return TitlePrompt.read(calls.answer(owner, question.session(), run, TitlePrompt.of(question, answer, ids),
                    TitlePrompt.ANSWER_TOKENS));
        } catch (LlmFault fault) {
            if (fault.retryable() && !last) {
                throw fault;
            }
            return Optional.empty();
        }
    }
}
