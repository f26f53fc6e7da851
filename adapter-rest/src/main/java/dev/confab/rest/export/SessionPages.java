package dev.confab.rest.export;

import dev.confab.application.Confab;
import dev.confab.application.account.ReadAccount;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.account.OwnedSession;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import dev.confab.domain.run.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a session with their runs, page by page, up to the last one that there was when this was made. For one
 * thread.
 */
final class SessionPages {

    private static final int PAGE = 100;

    private final Confab confab;
    private final ReadAccount account;
    private final Owner owner;
    private final OwnedSession session;
    private long last;

    SessionPages(Confab confab, ReadAccount account, Owner owner, OwnedSession session) {
        this.confab = confab;
        this.account = account;
        this.owner = owner;
        this.session = session;
    }

    /** A message, and the run that is told with it. */
    record Told(Message message, @Nullable Run run) {}

    OwnedSession session() {
        return session;
    }

    /** Returns the next page, empty when there is none. */
    List<Told> next() {
        if (last >= session.session().lastSeq()) {
            return List.of();
        }
        List<Message> messages = confab.readSession()
                .messages(owner, session.session().id(), last, PAGE)
                .stream()
                .filter(message -> message.seq() <= session.session().lastSeq())
                .toList();
        last = messages.isEmpty() ? session.session().lastSeq() : messages.getLast().seq();
        Map<RunId, Run> runs = runs(messages);
        var told = new ArrayList<Told>();
        for (Message message : messages) {
            Run run = message.origin().map(runs::get).orElse(null);
            boolean elsewhere = run != null && message.role() == Role.USER && run.answerSeq().isPresent();
            told.add(new Told(message, elsewhere ? null : run));
        }
        return told;
    }

    private Map<RunId, Run> runs(List<Message> messages) {
        Set<RunId> named = new LinkedHashSet<>();
        messages.forEach(message -> message.origin().ifPresent(named::add));
        var runs = new HashMap<RunId, Run>();
        if (!named.isEmpty()) {
            account.runs(owner, named).forEach(run -> runs.put(run.id(), run));
        }
        return runs;
    }
}
