package dev.confab.postgres;

import dev.confab.domain.session.SessionCursor;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far changes have been told.
 *
 * @param old   what could be seen when all changes before were told; empty for who began without
 * @param upper what could be seen when the telling of these changes began, and the last one that was told; empty when all
 *              were
 */
record FeedPlace(Optional<Snapshot> old, Optional<Within> upper) {

    /**
     * A place within changes.
     *
     * @param number  the number of the change
     * @param kind    what it is about, as the database says it
     * @param session the session it is about
     * @param seq     its position, for a message
     */
    record Within(Snapshot upper, long number, int kind, UUID session, long seq) {}

    private static final String NOTHING = "-";
    private static final Pattern LAST = Pattern
            .compile("(\\d{1,18}) ([1-4]) (\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}) (\\d{1,18})");

    SessionCursor cursor() {
        return new SessionCursor(old.map(Snapshot::text).orElse(NOTHING) + upper
                .map(within -> " " + within.upper().text()
                        + " " + within.number() + " " + within.kind() + " " + within.session() + " " + within.seq())
                .orElse(""));
    }

    /** Returns the place that a cursor tells; empty if it tells none. */
    static Optional<FeedPlace> of(SessionCursor cursor) {
        String[] parts = cursor.value().split(" ", 3);
        Optional<Snapshot> old = Snapshot.of(parts[0]);
        if (parts.length == 1) {
            return old.map(snapshot -> new FeedPlace(old, Optional.empty()));
        }
        Optional<Snapshot> upper = Snapshot.of(parts[1]);
        Matcher last = LAST.matcher(parts[parts.length - 1]);
        if (upper.isEmpty() || (old.isEmpty() && !parts[0].equals(NOTHING)) || !last.matches()) {
            return Optional.empty();
        }
        return Optional.of(new FeedPlace(old, Optional.of(new Within(upper.get(), Long.parseLong(last.group(1)),
                Integer.parseInt(last.group(2)), UUID.fromString(last.group(3)), Long.parseLong(last.group(4))))));
    }
}
