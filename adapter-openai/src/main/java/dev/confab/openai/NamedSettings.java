package dev.confab.openai;

import dev.confab.openai.http.Endpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Settings by name, as they stand in an environment. One that is empty or blank counts as not there. Every error message is
 * one line that begins with the setting's name and does not repeat its value.
 */
public final class NamedSettings {

    private final Map<String, String> values;

    /** Takes settings as they are. */
    public NamedSettings(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Collects settings that a framework knows as properties: OPENAI_API_KEY is openai.api-key there.
     *
     * @param properties gives the value of a property
     */
    public static Map<String, String> collect(Collection<String> names,
            Function<String, Optional<String>> properties) {
        var found = new HashMap<String, String>();
        for (String name : names) {
            String property = name.toLowerCase(Locale.ROOT).replaceFirst("_", ".").replace('_', '-');
            properties.apply(property).ifPresent(value -> found.put(name, value));
        }
        return found;
    }

    /** Returns the text of a setting without white space around it. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Returns a key, as a header can carry it. */
    public Optional<ApiKey> key(String name) {
        return value(name, "visible ASCII without spaces", ApiKey::new);
    }

    /** Returns where an interface begins, without a slash at the end. */
    public Optional<URI> address(String name) {
        return value(name, "an http:// or https:// address with a host and without user information, query or fragment",
                NamedSettings::addressOf);
    }

    private static URI addressOf(String text) {
        try {
            var address = new URI(text.replaceAll("/+$", ""));
            requirePlain(address);
            return address;
        } catch (URISyntaxException bad) {
            throw new IllegalArgumentException(bad);
        }
    }

    static void requirePlain(URI address) {
        Endpoint.of(address);
        if (address.getRawUserInfo() != null || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException("the address has no user information, query or fragment");
        }
    }

    /** Returns a whole number within limits. */
    public OptionalInt number(String name, int least, int most) {
        Optional<Integer> number = value(name, "a whole number from " + least + " to " + most, text -> {
            int value = Integer.parseInt(text);
            if (value < least || value > most) {
                throw new IllegalArgumentException();
            }
            return value;
        });
        return number.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /**
     * Returns what a reader makes of a setting. What it refuses becomes a line about the setting; its own message may hold
     * the value and is dropped.
     *
     * @param expected what the value must be, as in "must be a number"
     */
    public <T> Optional<T> value(String name, String expected, Function<String, T> reader) {
        return text(name).map(text -> {
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException refused) {
                throw wrong(name, expected);
            }
        });
    }

    /** Returns the error of a setting whose value is not what it must be. */
    public static IllegalArgumentException wrong(String name, String expected) {
        return new IllegalArgumentException(name + ": must be " + expected);
    }
}
