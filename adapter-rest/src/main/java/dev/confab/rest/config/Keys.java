package dev.confab.rest.config;

import io.micronaut.context.exceptions.ConfigurationException;
import java.util.Optional;

/**
 * What is set, by key as people write it. A value that breaks a rule is told by the key and the rule, never by the value.
 */
@FunctionalInterface
public interface Keys {

    /** Returns what is set for a key, as it was written; the empty string when that was written. */
    Optional<String> raw(String key);

    /** Returns what is set for a key, without white space around it; what is blank is not set. */
    default Optional<String> text(String key) {
        return raw(key).map(String::strip).filter(value -> !value.isEmpty());
    }

    /**
     * Returns a whole number.
     *
     * @throws ConfigurationException if it is none within these limits
     */
    default int number(String key, int otherwise, int least, int most) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException wrong) {
            throw wrong(key, "must be a whole number from " + least + " to " + most);
        }
        throw wrong(key, "must be a whole number from " + least + " to " + most);
    }

    /** Returns the fault of a value that breaks a rule. */
    static ConfigurationException wrong(String key, String rule) {
        return new ConfigurationException(key + ": " + rule);
    }
}
