package dev.confab.rest.assistant;

import dev.confab.domain.assistant.Assistant;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.precondition.EntityTags;
import io.micronaut.http.HttpRequest;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Revisions as entity tags. */
final class RevisionTag {

    private static final Pattern OURS = Pattern.compile("[1-9][0-9]{0,8}");
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
     * @throws ProblemException if the header is none as RFC 9110 has it
     */
    static OptionalInt expected(HttpRequest<?> request, Supplier<Optional<Assistant>> current) {
        Optional<Set<String>> tags = EntityTags.expected(request);
        if (tags.isEmpty()) {
            return OptionalInt.empty();
        }
        Set<Integer> named = tags.get()
                .stream()
                .filter(tag -> OURS.matcher(tag).matches())
                .map(Integer::valueOf)
                .collect(Collectors.toUnmodifiableSet());
        if (named.size() == 1) {
            return OptionalInt.of(named.iterator().next());
        }
        return OptionalInt.of(named.isEmpty() ? NO_REVISION
                : current.get().map(Assistant::revision).filter(named::contains).orElse(NO_REVISION));
    }
}
