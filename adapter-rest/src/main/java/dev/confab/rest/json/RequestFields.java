package dev.confab.rest.json;

import dev.confab.domain.PlainText;
import dev.confab.rest.error.FieldError;
import dev.confab.rest.error.ProblemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request's body, asked for one by one. What is wrong is gathered and told at the end, all at once, by
 * {@link #finish()}; until then a wrong field reads like a missing one. For one thread.
 */
public final class RequestFields {

    /** How many levels of objects and arrays a body may have. */
    public static final int DEEPEST = JsonText.DEEPEST;

    private final Map<String, Json> members;
    private final UnaryOperator<String> pointers;
    private final Errors errors;
    private final Set<String> known = new HashSet<>();

    private RequestFields(Map<String, Json> members, UnaryOperator<String> pointers, Errors errors) {
        this.members = members;
        this.pointers = pointers;
        this.errors = errors;
    }

    /**
     * Reads a body that is to be a JSON object.
     *
     * @throws ProblemException if it is none
     */
    public static RequestFields of(byte[] body) {
        var errors = new Errors();
        Json root = JsonText.parse(body, errors);
        if (!(root instanceof Json.Members object)) {
            errors.add(Pointer.ROOT, "is " + root.kind() + " and must be an object");
            errors.throwIfAny();
            throw new IllegalStateException("an error was added");
        }
        return new RequestFields(object.values(), name -> Pointer.to(Pointer.ROOT, name), errors);
    }

    /** Returns a text that must be there and say something; empty only when it is wrong. */
    public Optional<PlainText> requiredText(String name) {
        Json value = member(name);
        if (value == null) {
            errors.add(at(name), "is missing");
            return Optional.empty();
        }
        Optional<PlainText> text = text(at(name), value);
        if (text.isPresent() && text.get().isBlank()) {
            errors.add(at(name), "is blank");
            return Optional.empty();
        }
        return text;
    }

    /** Returns a text that may be missing or null. */
    public Optional<PlainText> text(String name) {
        Json value = member(name);
        return value == null ? Optional.empty() : text(at(name), value);
    }

    /**
     * Returns a text that may be missing or null, but not blank.
     *
     * @param longest the longest text, in UTF-16 code units
     */
    public Optional<String> shortText(String name, int longest) {
        Optional<PlainText> text = text(name);
        if (text.isPresent() && (text.get().isBlank() || text.get().length() > longest)) {
            errors.add(at(name), "must have 1 to " + longest + " characters and not be blank");
            return Optional.empty();
        }
        return text.map(PlainText::value);
    }

    /** Returns a boolean; false when it is missing or null. */
    public boolean flag(String name) {
        Json value = member(name);
        if (value != null && !(value instanceof Json.Flag)) {
            errors.add(at(name), "is " + value.kind() + " and must be a boolean");
        }
        return value instanceof Json.Flag flag && flag.value();
    }

    /** Returns a whole number that may be missing or null. */
    public OptionalInt whole(String name, int least, int most) {
        Json value = member(name);
        if (value == null) {
            return OptionalInt.empty();
        }
        OptionalInt whole = value instanceof Json.Numeral number ? number.whole() : OptionalInt.empty();
        if (whole.isEmpty() || whole.getAsInt() < least || whole.getAsInt() > most) {
            errors.add(at(name), "must be a whole number from " + least + " to " + most);
            return OptionalInt.empty();
        }
        return whole;
    }

    /** Returns a number that may be missing or null. */
    public OptionalDouble real(String name, int least, int most) {
        Json value = member(name);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (!(value instanceof Json.Numeral number) || !(number.real() >= least && number.real() <= most)) {
            errors.add(at(name), "must be a number from " + least + " to " + most);
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(number.real());
    }

    /** Returns a boolean that may be missing or null. */
    public Optional<Boolean> choice(String name) {
        return has(name) ? Optional.of(flag(name)) : Optional.empty();
    }

    /**
     * Returns an array of texts, in its order; empty when it is missing or null.
     *
     * @param most the most texts
     */
    public List<PlainText> list(String name, int most) {
        List<PlainText> texts = new ArrayList<>();
        List<Json> items = items(name, most);
        for (int index = 0; index < items.size(); index++) {
            text(Pointer.to(at(name), index), items.get(index)).ifPresent(texts::add);
        }
        return texts;
    }

    /**
     * Returns an array of objects, each to be read to its own {@link #end()}; empty when it is missing or null.
     *
     * @param most  the most objects
     * @param shortFor the field that a text in the place of an object stands for
     */
    public List<RequestFields> objects(String name, int most, String shortFor) {
        if (member(name) == null) {
            errors.add(at(name), "is missing");
        } else if (member(name) instanceof Json.Items(List<Json> none) && none.isEmpty()) {
            errors.add(at(name), "is empty");
        }
        List<RequestFields> objects = new ArrayList<>();
        List<Json> items = items(name, most);
        for (int index = 0; index < items.size(); index++) {
            String place = Pointer.to(at(name), index);
            switch (items.get(index)) {
                case Json.Text text ->
                    objects.add(new RequestFields(Map.of(shortFor, text), field -> place, errors));
                case Json.Members object -> objects
                        .add(new RequestFields(object.values(), field -> Pointer.to(place, field), errors));
                case Json other -> errors.add(place, "is " + other.kind() + " and must be a string or an object");
            }
        }
        return objects;
    }

    /**
     * Returns an array of objects that may be missing or null, each to be read to its own {@link #end()}.
     *
     * @param most the most objects
     */
    public List<RequestFields> objects(String name, int most) {
        List<RequestFields> objects = new ArrayList<>();
        List<Json> items = items(name, most);
        for (int index = 0; index < items.size(); index++) {
            String place = Pointer.to(at(name), index);
            if (items.get(index) instanceof Json.Members object) {
                objects.add(new RequestFields(object.values(), field -> Pointer.to(place, field), errors));
            } else {
                errors.add(place, "is " + items.get(index).kind() + " and must be an object");
            }
        }
        return objects;
    }

    /**
     * Returns an array of objects that must be there, each of which is right or wrong by itself: what is wrong with one is
     * told by its own {@link #problems()} alone. One that is no object has no fields.
     *
     * @param most the most objects
     */
    public List<RequestFields> separate(String name, int most) {
        if (member(name) == null) {
            errors.add(at(name), "is missing");
        }
        List<RequestFields> objects = new ArrayList<>();
        List<Json> items = items(name, most);
        for (int index = 0; index < items.size(); index++) {
            String place = Pointer.to(at(name), index);
            Errors own = errors.take(place);
            Map<String, Json> values = Map.of();
            if (items.get(index) instanceof Json.Members object) {
                values = object.values();
            } else {
                own.add(place, "is " + items.get(index).kind() + " and must be an object");
            }
            objects.add(new RequestFields(values, field -> Pointer.to(place, field), own));
        }
        return objects;
    }

    /** Ends the reading of an object as {@link #end()} does, and returns what is wrong with it. */
    public List<FieldError> problems() {
        end();
        return errors();
    }

    /** Returns what is known to be wrong with an object so far. */
    public List<FieldError> errors() {
        return errors.all();
    }

    private List<Json> items(String name, int most) {
        Json value = member(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof Json.Items items)) {
            errors.add(at(name), "is " + value.kind() + " and must be an array");
            return List.of();
        }
        if (items.values().size() > most) {
            errors.add(at(name), "has more than " + most + " entries");
            return List.of();
        }
        return items.values();
    }

    /** Returns any value that is not null as a JSON text; empty when it is missing or null, or holds what is refused. */
    public Optional<String> json(String name) {
        return Optional.ofNullable(member(name))
                .map(JsonWriting::text)
                .filter(text -> PlainText.firstFlaw(text).isEmpty());
    }

    /** Returns whether the field is there and not null. */
    public boolean has(String name) {
        return member(name) != null;
    }

    /** Returns whether the field is there, even if it is null. */
    public boolean mentions(String name) {
        known.add(name);
        return members.containsKey(name);
    }

    /** Returns the names of an object's members that are null; empty when it is missing, null or no object. */
    public Set<String> nulls(String name) {
        return member(name) instanceof Json.Members(Map<String, Json> values)
                ? values.entrySet()
                        .stream()
                        .filter(entry -> entry.getValue() instanceof Json.Null)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    /** Adds what is wrong with a field beyond its form. */
    public void wrong(String name, String why) {
        errors.add(at(name), why);
    }

    /** Returns one of an enum's constants, in lower case in the body, that may be missing or null. */
    public <E extends Enum<E>> Optional<E> oneOf(String name, Class<E> choices) {
        Optional<PlainText> word = text(name);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        for (E choice : choices.getEnumConstants()) {
            if (Word.of(choice).equals(word.get().value())) {
                return Optional.of(choice);
            }
        }
        errors.add(at(name), "must be one of "
                + Stream.of(choices.getEnumConstants())
                        .map(Word::of)
                        .collect(Collectors.joining(", ")));
        return Optional.empty();
    }

    /**
     * Returns an object whose values are all texts, in its order; empty when it is missing or null.
     *
     * @param most         the most entries
     * @param longestKey   the longest key, in UTF-16 code units
     * @param longestValue the longest value, in UTF-16 code units
     */
    public Map<String, String> texts(String name, int most, int longestKey, int longestValue) {
        return texts(name, most, longestKey, longestValue, Set.of());
    }

    /** As above, without the members of these names, whose values may be anything. */
    public Map<String, String> texts(String name, int most, int longestKey, int longestValue, Set<String> without) {
        String pointer = at(name);
        Json value = member(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Json.Members object)) {
            errors.add(pointer, "is " + value.kind() + " and must be an object of strings");
            return Map.of();
        }
        if (object.values().size() > most) {
            errors.add(pointer, "has more than " + most + " entries");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        object.values().forEach((key, entry) -> {
            String at = Pointer.to(pointer, key);
            if (key.isEmpty() || key.length() > longestKey) {
                errors.add(at, "has a key that is empty or longer than " + longestKey + " characters");
            }
            if (without.contains(key)) {
                return;
            }
            if (!(entry instanceof Json.Text text)) {
                errors.add(at, "is " + entry.kind() + " and must be a string");
            } else if (text.value().length() > longestValue) {
                errors.add(at, "is longer than " + longestValue + " characters");
            } else if (!isFlawed(at, key) && !isFlawed(at, text.value())) {
                texts.put(key, text.value());
            }
        });
        return texts;
    }

    /**
     * Returns an object whose values are texts, or null for what is to be taken away; empty when it is missing or null.
     *
     * @param most         the most entries
     * @param longestKey   the longest key, in UTF-16 code units
     * @param longestValue the longest value, in UTF-16 code units
     */
    public Map<String, Optional<String>> textChanges(String name, int most, int longestKey, int longestValue) {
        Map<String, Optional<String>> changes = new LinkedHashMap<>();
        if (member(name) instanceof Json.Members(Map<String, Json> values)) {
            values.forEach((key, value) -> {
                if (value instanceof Json.Null) {
                    changes.put(key, Optional.empty());
                }
            });
            Map<String, Json> rest = new LinkedHashMap<>(values);
            rest.keySet().removeAll(changes.keySet());
            new RequestFields(Map.of(name, new Json.Members(rest)), pointers, errors)
                    .texts(name, most, longestKey, longestValue)
                    .forEach((key, text) -> changes.put(key, Optional.of(text)));
        } else {
            Map<String, String> unused = texts(name, most, longestKey, longestValue);
        }
        return changes;
    }

    /**
     * Ends the reading: every field that nobody asked for is an error too.
     *
     * @throws ProblemException if anything is wrong
     */
    public void finish() {
        end();
        errors.throwIfAny();
    }

    /** Ends the reading of an object within: every field of it that nobody asked for is an error too. */
    public void end() {
        for (String name : members.keySet()) {
            if (!known.contains(name)) {
                errors.add(at(name), "is not a field of this request");
            }
        }
    }

    private String at(String name) {
        return pointers.apply(name);
    }

    private @Nullable Json member(String name) {
        known.add(name);
        Json value = members.get(name);
        return value instanceof Json.Null ? null : value;
    }

    private Optional<PlainText> text(String place, Json value) {
        if (!(value instanceof Json.Text text)) {
            errors.add(place, "is " + value.kind() + " and must be a string");
            return Optional.empty();
        }
        return isFlawed(place, text.value()) ? Optional.empty() : Optional.of(PlainText.of(text.value()));
    }

    /** What is wrong is known already, unless there was too much of it. */
    private boolean isFlawed(String place, String text) {
        boolean flawed = PlainText.firstFlaw(text).isPresent();
        if (flawed) {
            errors.add(place, JsonText.FLAW);
        }
        return flawed;
    }
}
