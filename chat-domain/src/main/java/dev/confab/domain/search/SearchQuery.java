package dev.confab.domain.search;

import dev.confab.domain.SessionId;
import dev.confab.domain.message.Role;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A query and where to look.
 *
 * @param sought  what is looked for
 * @param session the only session to look at
 * @param role    whose messages alone; titles are nobody's
 * @param from    when it was stored at the earliest; a title is as old as its session
 * @param to      before when it was stored
 * @param limit   1 to {@value #MAX_LIMIT} hits
 * @param after   where the page before ended
 */
public record SearchQuery(Sought sought, Optional<SessionId> session, Optional<Role> role, Optional<Instant> from,
        Optional<Instant> to, int limit, Optional<SearchCursor> after) {

    /** The most hits of one page. */
    public static final int MAX_LIMIT = 100;

    public SearchQuery {
        Objects.requireNonNull(sought, "sought");
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(after, "after");
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("a limit is 1 to " + MAX_LIMIT);
        }
    }

    /** Looks everywhere. */
    public static SearchQuery of(Sought sought, int limit) {
        return new SearchQuery(sought, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), limit,
                Optional.empty());
    }

    /** Returns the same query for the page after one. */
    public SearchQuery after(SearchCursor cursor) {
        return new SearchQuery(sought, session, role, from, to, limit, Optional.of(cursor));
    }

    /** Returns whether it is to be looked at: in the session, of the role, of the time. */
    public boolean admits(Candidate candidate) {
        Instant at = candidate.place(0).at();
        return session.filter(one -> !one.equals(candidate.session())).isEmpty()
                && role.filter(one -> !candidate.role().equals(Optional.of(one))).isEmpty()
                && from.filter(at::isBefore).isEmpty() && to.filter(end -> !at.isBefore(end)).isEmpty()
                && after.filter(cursor -> at.isAfter(cursor.until())).isEmpty();
    }
}
