package dev.confab.rest.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

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

    /** A value that no request has a use for; only its type is kept. */
    record Other(String kind) implements Json {
        static final Other NULL = new Other("null");
        static final Other NUMBER = new Other("a number");
        static final Other ARRAY = new Other("an array");
    }
}
