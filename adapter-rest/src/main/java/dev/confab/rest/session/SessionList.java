package dev.confab.rest.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.session.SessionListing;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some sessions, newest first.
 *
 * @param next what to ask for as {@code cursor} to get those that follow; null when these are the last ones
 */
@Serdeable.Serializable
@JsonInclude(JsonInclude.Include.ALWAYS)
record SessionList(List<SessionView> sessions, @Nullable String next) {

    static SessionList of(SessionListing.Page page) {
        return new SessionList(page.entries().stream().map(SessionView::of).toList(),
                page.next().map(SessionCursors::of).orElse(null));
    }
}
