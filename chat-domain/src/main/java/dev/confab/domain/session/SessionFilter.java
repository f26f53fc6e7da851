package dev.confab.domain.session;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which sessions are listed. All that is said has to be true of a session.
 *
 * @param mode     the mode it has
 * @param title    what its title contains, in small letters or capitals
 * @param metadata entries that it has, letter for letter
 */
public record SessionFilter(Optional<SessionMode> mode, Optional<Title> title, Map<String, String> metadata) {

    /** All of them. */
    public static final SessionFilter NONE = new SessionFilter(Optional.empty(), Optional.empty(), Map.of());

    public SessionFilter {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(title, "title");
        metadata = Map.copyOf(metadata);
    }

    /** Returns how much is asked for, never what. */
    @Override
    public String toString() {
        return "SessionFilter[mode " + mode + ", title " + title.isPresent() + ", " + metadata.size() + " entries]";
    }
}
