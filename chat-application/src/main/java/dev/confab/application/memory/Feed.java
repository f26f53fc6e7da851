package dev.confab.application.memory;

import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionNews;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What has changed of sessions, in the order of changes. Guarded by the lock of its store. */
final class Feed {

    private record Gone(Owner owner, long stamp, Instant at) {}

    private record Said(Owner owner, MessageId message) {}

    private record Withdrawn(SessionId session, long stamp, Instant at) {}

    /** A change; one of session, message, deletion and withdrawal is there. */
    private record Change(long stamp, long seq, Optional<SessionLog> session, Optional<Message> message,
            Optional<SessionNews.Deletion> deletion, Optional<SessionNews.Withdrawal> withdrawal) {

        static Change of(SessionLog log) {
            return new Change(log.changed(), 0, Optional.of(log), Optional.empty(), Optional.empty(), Optional.empty());
        }

        static Change of(SessionLog log, Message message) {
            return new Change(log.stamp(message), message.seq(), Optional.empty(), Optional.of(message),
                    Optional.empty(), Optional.empty());
        }

        static Change of(SessionId session, Gone gone) {
            return new Change(gone.stamp(), 0, Optional.empty(), Optional.empty(),
                    Optional.of(new SessionNews.Deletion(session, gone.at())), Optional.empty());
        }

        static Change of(MessageId message, Withdrawn gone) {
            return new Change(gone.stamp(), 0, Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.of(new SessionNews.Withdrawal(gone.session(), message, gone.at())));
        }

        boolean isOfSomethingGone() {
            return deletion.isPresent() || withdrawal.isPresent();
        }
    }

    private record Place(long floor, long stamp, long seq) {}

    private static final Comparator<Change> IN_ORDER = Comparator.comparingLong(Change::stamp)
            .thenComparingLong(Change::seq);

    private final Shelf shelf;
    private final Map<SessionId, Gone> deletions = new LinkedHashMap<>();
    private final Map<Said, Withdrawn> withdrawals = new LinkedHashMap<>();
    private long forgotten;

    Feed(Shelf shelf) {
        this.shelf = shelf;
    }

    boolean knowsDeletion(SessionId session) {
        return deletions.containsKey(session);
    }

    /** Returns when this owner's session was deleted, if it was. */
    Optional<Instant> deletion(Owner owner, SessionId session) {
        return Optional.ofNullable(deletions.get(session)).filter(gone -> gone.owner().equals(owner)).map(Gone::at);
    }

    boolean knowsWithdrawal(Owner owner, MessageId message) {
        return withdrawals.containsKey(new Said(owner, message));
    }

    /** Returns when this message of the owner's session was deleted, if it was. */
    Optional<Instant> withdrawal(Owner owner, SessionId session, MessageId message) {
        return Optional.ofNullable(withdrawals.get(new Said(owner, message)))
                .filter(gone -> gone.session().equals(session))
                .map(Withdrawn::at);
    }

    void deleted(Owner owner, SessionId session, Instant now) {
        deletions.put(session, new Gone(owner, shelf.tick(), now));
        withdrawals.values().removeIf(gone -> gone.session().equals(session));
    }

    void withdrawn(Owner owner, Message message, Instant now) {
        withdrawals.put(new Said(owner, message.id()), new Withdrawn(message.session(), shelf.tick(), now));
    }

    SessionNews read(Owner owner, Optional<SessionCursor> since, int limit) {
        Optional<Place> place = since.isEmpty() ? Optional.of(new Place(shelf.latest(), 0, 0))
                : since.flatMap(Feed::place);
        if (place.isEmpty() || Math.max(place.get().floor(), place.get().stamp()) > shelf.latest()
                || (since.isPresent() && Math.max(place.get().floor(), place.get().stamp()) < forgotten)) {
            return new SessionNews.TooOld();
        }
        Place from = place.get();
        List<Change> found = changes(owner).stream()
                .filter(change -> isAfter(change, from))
                .sorted(IN_ORDER)
                .limit(limit + 1L)
                .toList();
        List<Change> told = found.subList(0, Math.min(limit, found.size()));
        boolean more = found.size() > limit;
        return changes(owner, told, more ? cursor(new Place(from.floor(), told.getLast().stamp(),
                told.getLast().seq())) : cursor(new Place(0, shelf.latest(), Long.MAX_VALUE)), more);
    }

    private SessionNews changes(Owner owner, List<Change> told, SessionCursor next, boolean more) {
        var sessions = new LinkedHashMap<SessionId, SessionEntry>();
        var messages = new ArrayList<Message>();
        var deleted = new ArrayList<SessionNews.Deletion>();
        var withdrawn = new ArrayList<SessionNews.Withdrawal>();
        for (Change change : told) {
            change.session().ifPresent(log -> sessions.put(log.id(), log.entry()));
            change.message().ifPresent(messages::add);
            change.deletion().ifPresent(deleted::add);
            change.withdrawal().ifPresent(withdrawn::add);
        }
        for (Message message : messages) {
            sessions.computeIfAbsent(message.session(), id -> shelf.session(owner, id).orElseThrow().entry());
        }
        return new SessionNews.Changes(List.copyOf(sessions.values()), messages, deleted, withdrawn, next,
                more);
    }

    private List<Change> changes(Owner owner) {
        var all = new ArrayList<Change>();
        for (SessionLog log : shelf.sessions(owner)) {
            all.add(Change.of(log));
            log.messages().forEach(message -> all.add(Change.of(log, message)));
        }
        deletions.forEach((session, gone) -> {
            if (gone.owner().equals(owner)) {
                all.add(Change.of(session, gone));
            }
        });
        withdrawals.forEach((said, gone) -> {
            if (said.owner().equals(owner)) {
                all.add(Change.of(said.message(), gone));
            }
        });
        return all;
    }

    private static boolean isAfter(Change change, Place place) {
        boolean after = change.stamp() > place.stamp()
                || (change.stamp() == place.stamp() && change.seq() > place.seq());
        // Who begins knows nothing that was deleted before.
        return after && (!change.isOfSomethingGone() || change.stamp() > place.floor());
    }

    Optional<SessionCursor> forget(Instant before, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
        forgetSome(deletions, Gone::at, Gone::stamp, before, limit);
        forgetSome(withdrawals, Withdrawn::at, Withdrawn::stamp, before, limit);
        return forgotten == 0 ? Optional.empty() : Optional.of(cursor(new Place(0, forgotten, Long.MAX_VALUE)));
    }

    private <K, V> void forgetSome(Map<K, V> marks, Function<V, Instant> at, ToLongFunction<V> stamp, Instant before,
            int limit) {
        List<Map.Entry<K, V>> old = marks.entrySet()
                .stream()
                .filter(mark -> at.apply(mark.getValue()).isBefore(before))
                .limit(limit)
                .toList();
        for (Map.Entry<K, V> mark : old) {
            forgotten = Math.max(forgotten, stamp.applyAsLong(mark.getValue()));
            marks.remove(mark.getKey());
        }
    }

    private static SessionCursor cursor(Place place) {
        return new SessionCursor(place.floor() + " " + place.stamp() + " " + place.seq());
    }

    private static Optional<Place> place(SessionCursor cursor) {
        String[] parts = cursor.value().split(" ", -1);
        try {
            return parts.length == 3
                    ? Optional.of(new Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]),
                            Long.parseLong(parts[2])))
                    : Optional.empty();
        } catch (NumberFormatException foreign) {
            return Optional.empty();
        }
    }
}
