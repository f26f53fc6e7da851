package dev.confab.rest.session;

import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionVersion;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ETag of a session: a strong one, which changes with everything that is told of it. */
final class SessionTag {

    /** Entity tags as RFC 9110 has them, one after the other. */
    private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([^\"\\s\\p{Cntrl}]*)\"\\s*(,|$)");
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
        Optional<String> header = header(request, HttpHeaders.IF_MATCH);
        if (header.isEmpty() || header.get().strip().equals("*")) {
            return Optional.empty();
        }
        Set<SessionVersion> versions = new HashSet<>();
        Matcher tag = TAG.matcher(header.get());
        int end = 0;
        while (end < header.get().length() && tag.find(end) && tag.start() == end) {
            Matcher ours = OURS.matcher(tag.group(2));
            // A weak tag says that something looks the same, which is not enough for who is about to change it.
            if (tag.group(1) == null && ours.matches()) {
                versions.add(new SessionVersion(Long.parseLong(ours.group(1)), Long.parseLong(ours.group(2))));
            }
            end = tag.end();
        }
        if (end == 0 || end < header.get().length()) {
            throw new ProblemException(Problem.of(ProblemCode.INVALID_REQUEST,
                    "The header If-Match must hold ETags in quotes, separated by commas, or an asterisk."));
        }
        return Optional.of(versions);
    }

    /** Returns whether the client has this state already. */
    static boolean isKnown(HttpRequest<?> request, SessionEntry entry) {
        Optional<String> header = header(request, HttpHeaders.IF_NONE_MATCH);
        if (header.isEmpty()) {
            return false;
        }
        Matcher tag = TAG.matcher(header.get());
        while (tag.find()) {
            if (of(entry).equals("\"" + tag.group(2) + "\"")) {
                return true;
            }
        }
        return header.get().strip().equals("*");
    }

    /** Several lines of one header are one, joined by commas. */
    private static Optional<String> header(HttpRequest<?> request, String name) {
        List<String> lines = request.getHeaders().getAll(name);
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(",", lines));
    }
}
