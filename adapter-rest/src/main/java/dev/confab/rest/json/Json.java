package dev.confab.rest.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A value of a JSON text, as far as requests are made of it. */
sealed interface Json {

    /** What people call its type. */
    String kind();

    /** A string, without U+0000 and lone surrogates. */
    record Text(String value) implements Json {
        @Override
        public String kind() {
            return "a string";
        }
    }

    /** An object; its members stand in the order of the text. */
    record Members(Map<String, Json> values) implements Json {
        public Members {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        @Override
        public String kind() {
            return "an object";
        }
    }

    /** A boolean. */
    record Flag(boolean value) implements Json {
        @Override
        public String kind() {
            return "a boolean";
        }
    }

    /** An array. */
    record Items(List<Json> values) implements Json {
        public Items {
            values = List.copyOf(values);
        }

        @Override
        public String kind() {
            return "an array";
        }
    }

    /**
     * A number.
     *
     * @param whole its value, if it is whole and no larger than any request has a use for
     * @param text  as it was written
     */
    record Numeral(OptionalInt whole, String text) implements Json {

        /** Returns its value, infinite when it is larger than numbers are. */
        double real() {
            return Double.parseDouble(text);
        }

        @Override
        public String kind() {
            return "a number";
        }
    }

    /** Nothing. */
    record Null() implements Json {
        static final Null VALUE = new Null();

        @Override
        public String kind() {
            return "null";
        }
    }
}
