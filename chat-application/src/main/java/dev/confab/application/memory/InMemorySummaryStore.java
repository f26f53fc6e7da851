package dev.confab.application.memory;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.summary.NewSummary;
import dev.confab.domain.summary.Summary;
import dev.confab.domain.summary.SummaryStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Keeps the summaries of a store in memory, in the same place. */
public final class InMemorySummaryStore implements SummaryStore {

    private final InMemorySessionStore sessions;

    /** @param sessions where the sessions are */
    public InMemorySummaryStore(InMemorySessionStore sessions) {
        this.sessions = Objects.requireNonNull(sessions, "sessions");
    }

    @Override
    public Optional<Summary> find(Owner owner, SessionId session) {
        return sessions.with((shelf, now) -> shelf.session(owner, session).flatMap(SessionLog::summary));
    }

    @Override
    public boolean save(Owner owner, SessionId session, Optional<Summary> before, NewSummary summary) {
        return sessions.with((shelf, now) -> {
            Optional<SessionLog> log = shelf.session(owner, session)
                    .filter(found -> found.summary().equals(before)
                            && standsThere(found, before.map(Summary::seq).orElse(0L), summary.told()));
            log.ifPresent(found -> found.summarize(new Summary(summary.seq(), summary.text(), summary.model(),
                    before.map(Summary::revision).orElse(0L) + 1, now)));
            return log.isPresent();
        });
    }

    private static boolean standsThere(SessionLog log, long after, List<Message> told) {
        List<Message> now = log.after(after, told.size());
        return now.size() == told.size() && now.getFirst().seq() == told.getFirst().seq()
                && now.stream().map(Message::content).toList().equals(told.stream().map(Message::content).toList());
    }

    @Override
    public void drop(Owner owner, SessionId session, long seq) {
        sessions.with((shelf, now) -> {
            shelf.session(owner, session).ifPresent(log -> log.unsay(seq));
            return session;
        });
    }
}
