package dev.confab.rest.log;

import dev.confab.rest.config.Keys;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.Locale;
import org.slf4j.event.Level;

/**
 * How much is logged, and in which form.
 *
 * @param level  the least important lines of Confab's own to write
 * @param format for machines or for people
 */
public record LogSettings(Level level, Format format) {

    /** The form of a line. */
    public enum Format {
        JSON, TEXT
    }

    /**
     * Reads the settings.
     *
     * @param terminal whether a person looks on, so that text is the better default
     * @throws ConfigurationException if one is wrong
     */
    public static LogSettings from(Keys keys, boolean terminal) {
        return new LogSettings(
                oneOf(keys, "LOG_LEVEL", Level.class, Level.INFO, "must be trace, debug, info, warn or error"),
                oneOf(keys, "LOG_FORMAT", Format.class, terminal ? Format.TEXT : Format.JSON, "must be json or text"));
    }

    /** Returns whether the one who started the server wants to see everything. */
    public boolean isDebug() {
        return level == Level.DEBUG || level == Level.TRACE;
    }

    private static <E extends Enum<E>> E oneOf(Keys keys, String key, Class<E> choices, E otherwise, String rule) {
        return keys.text(key).map(word -> {
            for (E choice : choices.getEnumConstants()) {
                if (choice.name().equals(word.toUpperCase(Locale.ROOT))) {
                    return choice;
                }
            }
            throw Keys.wrong(key, rule);
        }).orElse(otherwise);
    }
}
