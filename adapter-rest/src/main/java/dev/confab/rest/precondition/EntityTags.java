package dev.confab.rest.precondition;

import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Entity tags that requests name (RFC 9110, section 8.8.3). */
public final class EntityTags {

    /** One after the other. */
    private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([^\"\\s\\p{Cntrl}]*)\"\\s*(,|$)");

    private EntityTags() {}

    /**
     * Returns what stands in the quotes of the strong tags that the header {@code If-Match} names; empty if anything is
     * right. A weak tag says that something looks the same, which is not enough for who is about to change it.
     *
     * @throws ProblemException if the header is none as RFC 9110 has it
     */
    public static Optional<Set<String>> expected(HttpRequest<?> request) {
        Optional<String> header = header(request, HttpHeaders.IF_MATCH);
        if (header.isEmpty() || header.get().strip().equals("*")) {
            return Optional.empty();
        }
        Set<String> tags = new LinkedHashSet<>();
        Matcher tag = TAG.matcher(header.get());
        int end = 0;
        while (end < header.get().length() && tag.find(end) && tag.start() == end) {
            if (tag.group(1) == null) {
                tags.add(tag.group(2));
            }
            end = tag.end();
        }
        if (end == 0 || end < header.get().length()) {
            throw new ProblemException(Problem.of(ProblemCode.INVALID_REQUEST,
                    "The header If-Match must hold ETags in quotes, separated by commas, or an asterisk."));
        }
        return Optional.of(tags);
    }

    /**
     * Returns whether the client has this state already.
     *
     * @param current the tag of the state, in quotes
     */
    public static boolean isKnown(HttpRequest<?> request, String current) {
        Optional<String> header = header(request, HttpHeaders.IF_NONE_MATCH);
        if (header.isEmpty()) {
            return false;
        }
        Matcher tag = TAG.matcher(header.get());
        while (tag.find()) {
            if (current.equals("\"" + tag.group(2) + "\"")) {
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
