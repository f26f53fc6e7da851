package dev.confab.application.contract;

import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.application.sync.SyncRemote;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionNews;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.SessionSync;
import dev.confab.domain.session.SyncOutcome;
import dev.confab.domain.session.SyncOutcome.Reason;
import dev.confab.domain.session.SyncOutcome.State;
import dev.confab.domain.session.Title;
import dev.confab.domain.session.TurnOpening;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Devices of one owner over the ports themselves. */
final class PortRemote implements SyncRemote {

    private final Owner owner;
    private final SessionStore store;
    private final SessionSync sync;
    private final SessionFeed feed;
    private final Queue<TurnOpening.Opened> open = new ConcurrentLinkedQueue<>();

    PortRemote(Owner owner, SessionStore store, SessionSync sync, SessionFeed feed) {
        this.owner = owner;
        this.store = store;
        this.sync = sync;
        this.feed = feed;
    }

    @Override
    public List<Told> send(List<OfflineChange> batch) {
        return sync.apply(owner, batch).stream().map(PortRemote::told).toList();
    }

    private static Told told(SyncOutcome outcome) {
        return switch (outcome) {
            case SyncOutcome.Applied(var state, var unended) -> told(Status.APPLIED, state);
            case SyncOutcome.Known(var state) -> told(Status.UNCHANGED, state);
            case SyncOutcome.Conflict(var state) -> told(Status.CONFLICT, state);
            case SyncOutcome.Refused(var reason, var active) -> new Told(
                    reason == Reason.BUSY ? Status.BUSY : Status.REFUSED, Optional.empty(), Optional.empty(), false);
        };
    }

    private static Told told(Status status, State state) {
        return switch (state) {
            case State.OfSession(var entry) -> new Told(status, Optional.of(copy(entry)), Optional.empty(), false);
            case State.OfMessage(var message) -> new Told(status, Optional.empty(), Optional.of(copy(message)), false);
            case State.Gone gone -> new Told(status, Optional.empty(), Optional.empty(), true);
        };
    }

    private static SessionCopy copy(SessionEntry entry) {
        return new SessionCopy(entry.title().map(Title::text).map(PlainText::value).orElse(""), entry.revision());
    }

    private static MessageCopy copy(Message message) {
        return new MessageCopy(message.session(), message.seq(), message.content().value());
    }

    @Override
    public Page read(Optional<String> cursor, int limit) {
        SessionNews news = feed.read(owner, cursor.map(SessionCursor::new), limit);
        return switch (news) {
            case SessionNews.Changes changes -> page(changes);
            case SessionNews.TooOld old -> throw new AssertionError("a cursor is too old");
        };
    }

    private static Page page(SessionNews.Changes changes) {
        Map<SessionId, SessionCopy> sessions = new HashMap<>();
        changes.sessions().forEach(entry -> sessions.put(entry.session().id(), copy(entry)));
        Map<MessageId, MessageCopy> messages = new HashMap<>();
        changes.messages().forEach(message -> messages.put(message.id(), copy(message)));
        return new Page(sessions, messages,
                changes.deleted().stream().map(SessionNews.Deletion::session).collect(Collectors.toSet()),
                changes.withdrawn().stream().map(SessionNews.Withdrawal::message).collect(Collectors.toSet()),
                changes.next().value(), changes.more());
    }

    @Override
    public void ask(Optional<SessionId> session, String words, boolean left) {
        Ask ask = Ask.asking(words);
        var opened = (TurnOpening.Opened) store.openTurn(owner, session.map(ask::in).orElse(ask).turn());
        open.add(opened);
        if (!left) {
            answer();
        }
    }

    @Override
    public void answer() {
        var all = new ArrayList<TurnOpening.Opened>();
        TurnOpening.Opened next = open.poll();
        while (next != null) {
            all.add(next);
            next = open.poll();
        }
        for (TurnOpening.Opened opened : all) {
            store.closeTurn(owner, TurnFixtures.end(opened,
                    TurnFixtures.completed("answer to " + opened.question().content().value())));
        }
    }
}
