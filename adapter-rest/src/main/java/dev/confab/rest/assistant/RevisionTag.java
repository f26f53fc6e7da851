package dev.confab.rest.assistant;

import dev.confab.domain.assistant.Assistant;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Revisions as entity tags (RFC 9110, section 8.8.3). */
final class RevisionTag {

    private static final Pattern TAG = Pattern.compile("\"([1-9][0-9]{0,8})\"");
    /** No assistant has it. */
    private static final int NO_REVISION = 0;

    private RevisionTag() {}

    static String of(Assistant assistant) {
        return "\"" + assistant.revision() + "\"";
    }

    /**
     * Returns the revision that a request wants to change; empty when any will do. A tag that is none of ours, also a weak
     * one, is no revision's.
     *
     * @param current is asked when the request names several
     */
    static OptionalInt expected(HttpRequest<?> request, Supplier<Optional<Assistant>> current) {
        List<String> headers = request.getHeaders().getAll(HttpHeaders.IF_MATCH);
        if (headers.isEmpty() || headers.stream().anyMatch(header -> header.strip().equals("*"))) {
            return OptionalInt.empty();
        }
        Set<Integer> named = new HashSet<>();
        for (String header : headers) {
            for (String tag : header.split(",", -1)) {
                Matcher ours = TAG.matcher(tag.strip());
                if (ours.matches()) {
                    named.add(Integer.valueOf(ours.group(1)));
                }
            }
        }
        if (named.size() == 1) {
            return OptionalInt.of(named.iterator().next());
        }
        return OptionalInt.of(named.isEmpty() ? NO_REVISION
                : current.get().map(Assistant::revision).filter(named::contains).orElse(NO_REVISION));
    }
}
