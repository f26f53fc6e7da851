package dev.confab.rest.session;

import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionVersion;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.precondition.EntityTags;
import io.micronaut.http.HttpRequest;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The ETag of a session: a strong one, which changes with everything that is told of it. */
final class SessionTag {

    private static final Pattern OURS = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    private SessionTag() {}

    static String of(SessionEntry entry) {
        return "\"" + entry.revision() + "-" + entry.session().lastSeq() + "\"";
    }

    /**
     * Returns the states that the header {@code If-Match} names, of which there are none if it names what we never told;
     * empty if anything is right.
     *
     * @throws ProblemException if the header is none as RFC 9110 has it
     */
    static Optional<Set<SessionVersion>> expected(HttpRequest<?> request) {
        return EntityTags.expected(request)
                .map(tags -> tags.stream()
                        .map(OURS::matcher)
                        .filter(Matcher::matches)
                        .map(tag -> new SessionVersion(Long.parseLong(tag.group(1)), Long.parseLong(tag.group(2))))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Returns whether the client has this state already. */
    static boolean isKnown(HttpRequest<?> request, SessionEntry entry) {
        return EntityTags.isKnown(request, of(entry));
    }
}
