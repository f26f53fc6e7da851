package dev.confab.application.session;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionNews;
import dev.confab.domain.session.SessionSync;
import dev.confab.domain.session.SyncOutcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Hands changes on to the store, but for messages that are too long. */
final class SyncedSessions implements SyncSessions {

    private final SessionSync sync;
    private final SessionFeed feed;
    private final int longest;
    private final BiConsumer<Owner, RunId> stop;

    /**
     * @param longest the longest message, in UTF-16 code units
     * @param stop    is told of each run whose session is gone, and must not block
     */
    SyncedSessions(SessionSync sync, SessionFeed feed, int longest, BiConsumer<Owner, RunId> stop) {
        this.sync = Objects.requireNonNull(sync, "sync");
        this.feed = Objects.requireNonNull(feed, "feed");
        this.longest = longest;
        this.stop = Objects.requireNonNull(stop, "stop");
    }

    @Override
    public List<Result> apply(Owner owner, List<OfflineChange> changes) {
        SessionSync.requireSize(changes);
        List<OfflineChange> stored = changes.stream().filter(change -> !isTooLong(change)).toList();
        Iterator<SyncOutcome> outcomes = sync.apply(owner, stored).iterator();
        var results = new ArrayList<Result>(changes.size());
        for (OfflineChange change : changes) {
            if (isTooLong(change)) {
                results.add(new Result.TooLong(length(change), longest));
            } else {
                SyncOutcome outcome = outcomes.next();
                if (outcome instanceof SyncOutcome.Applied applied) {
                    applied.unended().forEach(run -> stop.accept(owner, run));
                }
                results.add(new Result.Told(outcome));
            }
        }
        return List.copyOf(results);
    }

    private boolean isTooLong(OfflineChange change) {
        return length(change) > longest;
    }

    private static int length(OfflineChange change) {
        return switch (change) {
            case OfflineChange.MessageAdded added -> added.message().content().length();
            case OfflineChange.MessageChanged(var session, var message, PlainText content) -> content.length();
            case OfflineChange.SessionMade made -> 0;
            case OfflineChange.SessionChanged changed -> 0;
            case OfflineChange.SessionDeleted deleted -> 0;
            case OfflineChange.MessageDeleted deleted -> 0;
        };
    }

    @Override
    public SessionNews changes(Owner owner, Optional<SessionCursor> since, int limit) {
        return feed.read(owner, since, limit);
    }
}
