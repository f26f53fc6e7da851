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
}
