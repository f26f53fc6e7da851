package dev.confab.rest.config;

import io.micronaut.context.exceptions.ConfigurationException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is set, by key as people write it. A value that breaks a rule is told by the key and the rule, never by the value.
 */
@FunctionalInterface
public interface Keys {

    /** The least size that can be set. */
    int LEAST_BYTES = 1024;
    /** How a number from 0 to 1 is written. */
    Pattern FRACTION = Pattern.compile("0?\\.\\d+|[01](\\.0*)?|0\\.");
    /** The longest of them, in characters. */
    int LONGEST_FRACTION = 20;
    /** The largest size that can be set. */
    int MOST_BYTES = 1024 * 1024 * 1024;

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

    /**
     * Returns a size in bytes: a number, alone or with {@code B}, {@code KB}, {@code MB} or {@code GB} behind it.
     *
     * @throws ConfigurationException if it is none from 1 KB to 1 GB
     */
    default int size(String key, int otherwise) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher size = Pattern.compile("(\\d{1,10})\\s*(b|kb|mb|gb)?", Pattern.CASE_INSENSITIVE).matcher(text.get());
        if (size.matches()) {
            String unit = size.group(2) == null ? "b" : size.group(2).toLowerCase(Locale.ROOT);
            long factor = switch (unit) {
                case "kb" -> 1024L;
                case "mb" -> 1024L * 1024;
                case "gb" -> 1024L * 1024 * 1024;
                default -> 1L;
            };
            long bytes = Long.parseLong(size.group(1)) * factor;
            if (bytes >= LEAST_BYTES && bytes <= MOST_BYTES) {
                return (int) bytes;
            }
        }
        throw wrong(key, "must be a size from 1KB to 1GB, like 2MB");
    }

    /**
     * Returns a number from 0 to 1.
     *
     * @throws ConfigurationException if it is none
     */
    default double fraction(String key, double otherwise) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.get().length() > LONGEST_FRACTION || !FRACTION.matcher(text.get()).matches()) {
            throw wrong(key, "must be a number from 0 to 1, like 0.25");
        }
        return Double.parseDouble(text.get());
    }

    /**
     * Returns whether something is so.
     *
     * @throws ConfigurationException if it is neither {@code true} nor {@code false}
     */
    default boolean flag(String key, boolean otherwise) {
        return text(key).map(value -> switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, "must be true or false");
        }).orElse(otherwise);
    }

    /** Returns the fault of a value that breaks a rule. */
    static ConfigurationException wrong(String key, String rule) {
        return new ConfigurationException(key + ": " + rule);
    }
}
