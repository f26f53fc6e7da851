package dev.confab.rest.query;

import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.json.Word;
import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the query of an address says, field by field. */
public final class QueryFields {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private QueryFields() {}

    /**
     * Returns a text that may be missing.
     *
     * @throws ProblemException if it is there twice
     */
    public static Optional<String> text(HttpRequest<?> request, String name) {
        List<String> values = request.getParameters().getAll(name);
        if (values.size() > 1) {
            throw invalid("The parameter " + name + " must not be there more than once.");
        }
        return values.stream().findFirst();
    }

    /**
     * Returns a whole number that may be missing.
     *
     * @throws ProblemException if it is none within these limits, or is there twice
     */
    public static OptionalInt whole(HttpRequest<?> request, String name, int least, int most) {
        Optional<String> text = text(request, name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        boolean digits = !text.get().isEmpty() && text.get().length() <= 10
                && text.get().chars().allMatch(c -> c >= '0' && c <= '9');
        long number = digits ? Long.parseLong(text.get()) : -1;
        if (number < least || number > most) {
            throw invalid("The parameter " + name + " must be a whole number from " + least + " to " + most + ".");
        }
        return OptionalInt.of((int) number);
    }

    /**
     * Returns a position, which may be missing and may be as large as one likes.
     *
     * @throws ProblemException if it is no whole number, or is there twice
     */
    public static Optional<Long> position(HttpRequest<?> request, String name) {
        Optional<String> text = text(request, name);
        if (text.isPresent() && !text.get().matches("[0-9]{1,18}")) {
            throw invalid("The parameter " + name + " must be a whole number of at most 18 digits.");
        }
        return text.map(Long::valueOf);
    }

    /**
     * Returns one of an enum's constants, in lower case in the address, that may be missing.
     *
     * @throws ProblemException if it is another word, or is there twice
     */
    public static <E extends Enum<E>> Optional<E> oneOf(HttpRequest<?> request, String name, Class<E> choices) {
        Optional<String> text = text(request, name);
        Optional<E> chosen = text.flatMap(word -> Stream.of(choices.getEnumConstants())
                .filter(choice -> Word.of(choice).equals(word))
                .findFirst());
        if (text.isPresent() && chosen.isEmpty()) {
            throw invalid("The parameter " + name + " must be one of "
                    + Stream.of(choices.getEnumConstants()).map(Word::of).collect(Collectors.joining(", ")) + ".");
        }
        return chosen;
    }

    /**
     * Checks that there is no parameter of another name.
     *
     * @param prefixes what the names of further ones begin with
     * @throws ProblemException if there is; the first one is named if it looks like a name
     */
    public static void requireKnown(HttpRequest<?> request, Set<String> names, String... prefixes) {
        for (String name : request.getParameters().names()) {
            if (!names.contains(name) && Stream.of(prefixes).noneMatch(name::startsWith)) {
                throw invalid("The parameter " + (NAME.matcher(name).matches() ? name : "of another name")
                        + " is not one of this call.");
            }
        }
    }

    /** Returns what a parameter that is wrong is refused with. */
    public static ProblemException invalid(String detail) {
        return new ProblemException(Problem.of(ProblemCode.INVALID_REQUEST, detail));
    }
}
