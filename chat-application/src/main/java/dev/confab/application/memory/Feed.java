package dev.confab.application.memory;

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

/** What has changed of sessions, in the order of changes. Guarded by the lock of its store. */
final class Feed {

    private record Gone(Owner owner, long stamp, Instant at) {}

    /** A change; one of session, message and deletion is there. */
    private record Change(long stamp, long seq, Optional<SessionLog> session, Optional<Message> message,
            Optional<SessionNews.Deletion> deletion) {}

    private record Place(long floor, long stamp, long seq) {}

    private static final Comparator<Change> IN_ORDER = Comparator.comparingLong(Change::stamp)
            .thenComparingLong(Change::seq);

    private final Shelf shelf;
    private final Map<SessionId, Gone> deletions = new LinkedHashMap<>();
    private long forgotten;

    Feed(Shelf shelf) {
        this.shelf = shelf;
    }

    boolean knowsDeletion(SessionId session) {
        return deletions.containsKey(session);
    }

    void deleted(Owner owner, SessionId session, Instant now) {
        deletions.put(session, new Gone(owner, shelf.tick(), now));
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
        for (Change change : told) {
            change.session().ifPresent(log -> sessions.put(log.id(), log.entry()));
            change.message().ifPresent(messages::add);
            change.deletion().ifPresent(deleted::add);
        }
        for (Message message : messages) {
            sessions.computeIfAbsent(message.session(), id -> shelf.session(owner, id).orElseThrow().entry());
        }
        return new SessionNews.Changes(List.copyOf(sessions.values()), messages, deleted, next, more);
    }

    private List<Change> changes(Owner owner) {
        var all = new ArrayList<Change>();
        for (SessionLog log : shelf.sessions(owner)) {
            all.add(new Change(log.changed(), 0, Optional.of(log), Optional.empty(), Optional.empty()));
            for (Message message : log.after(0, Integer.MAX_VALUE)) {
                all.add(new Change(log.stamp(message), message.seq(), Optional.empty(), Optional.of(message),
                        Optional.empty()));
            }
        }
        deletions.forEach((session, gone) -> {
            if (gone.owner().equals(owner)) {
                all.add(new Change(gone.stamp(), 0, Optional.empty(), Optional.empty(),
                        Optional.of(new SessionNews.Deletion(session, gone.at()))));
            }
        });
        return all;
    }

    private static boolean isAfter(Change change, Place place) {
        boolean after = change.stamp() > place.stamp()
                || (change.stamp() == place.stamp() && change.seq() > place.seq());
        // Who begins knows no session that was deleted before.
        return after && (change.deletion().isEmpty() || change.stamp() > place.floor());
    }

    Optional<SessionCursor> forget(Instant before, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
        List<Map.Entry<SessionId, Gone>> old = deletions.entrySet()
                .stream()
                .filter(gone -> gone.getValue().at().isBefore(before))
                .limit(limit)
                .toList();
        old.forEach(gone -> {
            deletions.remove(gone.getKey());
            forgotten = Math.max(forgotten, gone.getValue().stamp());
        });
        return forgotten == 0 ? Optional.empty() : Optional.of(cursor(new Place(0, forgotten, Long.MAX_VALUE)));
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
