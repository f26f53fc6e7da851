package dev.confab.rest.request;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Optional;

/** What the header {@code Accept} asks for, wildcards of both kinds included. */
public final class Accepted {

    private Accepted() {}

    /** Returns the offer that the client likes best; the first one when it does not care; empty when it likes none. */
    public static Optional<MediaType> choose(HttpRequest<?> request, MediaType first, MediaType... others) {
        String header = request.getHeaders().get(HttpHeaders.ACCEPT);
        if (header == null || header.equals(MediaType.ALL) || header.equals(first.getName())) {
            return Optional.of(first);
        }
        Collection<MediaType> wanted = request.accept();
        if (wanted.isEmpty()) {
            return Optional.of(first);
        }
        for (MediaType type : wanted) {
            if (type.getQualityAsNumber().compareTo(BigDecimal.ZERO) > 0) {
                if (type.matches(first)) {
                    return Optional.of(first);
                }
                for (MediaType other : others) {
                    if (type.matches(other)) {
                        return Optional.of(other);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Returns whether the client would rather have the answer as a stream of events than as JSON. A client that takes
     * anything gets JSON: a stream is given to those who name it.
     */
    public static boolean prefersEvents(HttpRequest<?> request) {
        String header = request.getHeaders().get(HttpHeaders.ACCEPT);
        if (header == null || header.equals(MediaType.ALL) || header.equals(MediaType.APPLICATION_JSON)) {
            return false;
        }
        if (header.equals(MediaType.TEXT_EVENT_STREAM)) {
            return true;
        }
        Collection<MediaType> wanted = request.accept();
        Wish events = Wish.of(wanted, MediaType.TEXT_EVENT_STREAM_TYPE);
        Wish json = Wish.of(wanted, MediaType.APPLICATION_JSON_TYPE);
        int closer = events.quality().compareTo(json.quality());
        if (closer != 0) {
            return closer > 0;
        }
        return events.quality().signum() > 0 && events.isByName()
                && (!json.isByName() || events.place() < json.place());
    }

    /**
     * How much a client wants one type: the range that matches it best decides, not the one that is liked best.
     *
     * @param precision 0 when no range matches, 3 when the type is named
     */
    private record Wish(BigDecimal quality, int precision, int place) {

        private static final int NAME = 3;

        static Wish of(Collection<MediaType> ranges, MediaType type) {
            var best = new Wish(BigDecimal.ZERO, 0, 0);
            int place = 0;
            for (MediaType range : ranges) {
                int precision = precision(range, type);
                if (precision > best.precision) {
                    best = new Wish(range.getQualityAsNumber(), precision, place);
                }
                place++;
            }
            return best;
        }

        private static int precision(MediaType range, MediaType type) {
            if (range.getName().equalsIgnoreCase(type.getName())) {
                return NAME;
            }
            return range.matches(type) ? range.getType().equals("*") ? 1 : 2 : 0;
        }

        boolean isByName() {
            return precision == NAME;
        }
    }
}
