package dev.confab.application.memory;

import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionFilter;
import dev.confab.domain.session.SessionListing;
import dev.confab.domain.session.SessionOrder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One way to list sessions.
 *
 * @param filter which
 * @param order  in which order
 * @param now    the number of the latest change
 */
record Listing(SessionFilter filter, SessionOrder order, long now) {

    /**
     * Where a page ended.
     *
     * @param tick the number of the latest change when the first page was read
     * @param at   the time by which the last session was listed
     * @param id   its identity
     */
    private record Place(long tick, Instant at, String id) {}

    /** A session and the time by which it is listed. */
    private record Listed(SessionLog log, Instant at) {
        String id() {
            return log.id().toString();
        }
    }

    private static final Comparator<Listed> OLDEST_FIRST = Comparator.comparing(Listed::at).thenComparing(Listed::id);

    SessionListing page(Collection<SessionLog> all, Optional<SessionCursor> after, int limit) {
        Optional<Place> place = after.flatMap(this::place);
        if (after.isPresent() && place.isEmpty()) {
            return new SessionListing.BadCursor();
        }
        long tick = place.map(Place::tick).orElse(now);
        List<Listed> found = all.stream()
                .filter(this::includes)
                .map(log -> new Listed(log, order == SessionOrder.CREATED ? log.entry().session().createdAt()
                        : log.updatedAt(tick)))
                .filter(listed -> place.isEmpty() || isBefore(listed, place.get()))
                .sorted(OLDEST_FIRST.reversed())
                .limit(limit + 1L)
                .toList();
        List<Listed> shown = found.subList(0, Math.min(limit, found.size()));
        return new SessionListing.Page(shown.stream().map(listed -> listed.log().entry()).toList(),
                found.size() > limit ? Optional.of(cursor(tick, shown.getLast())) : Optional.empty());
    }

    private static boolean isBefore(Listed listed, Place place) {
        int times = listed.at().compareTo(place.at());
        return times < 0 || (times == 0 && listed.id().compareTo(place.id()) < 0);
    }

    private boolean includes(SessionLog log) {
        Metadata metadata = log.entry().session().metadata();
        return filter.mode().map(mode -> mode == log.entry().session().mode()).orElse(true)
                && filter.title()
                        .map(part -> log.entry()
                                .title()
                                .filter(title -> small(title.text().value()).contains(small(part.text().value())))
                                .isPresent())
                        .orElse(true)
                && metadata.entries().entrySet().containsAll(filter.metadata().entrySet());
    }

    private static String small(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private SessionCursor cursor(long tick, Listed last) {
        return new SessionCursor(order + " " + tick + " " + last.at() + " " + last.id());
    }

    private Optional<Place> place(SessionCursor cursor) {
        String[] parts = cursor.value().split(" ", -1);
        if (parts.length != 4 || !parts[0].equals(order.name())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Place(Long.parseLong(parts[1]), Instant.parse(parts[2]),
                    UUID.fromString(parts[3]).toString()));
        } catch (IllegalArgumentException | DateTimeException foreign) {
            return Optional.empty();
        }
    }
}
