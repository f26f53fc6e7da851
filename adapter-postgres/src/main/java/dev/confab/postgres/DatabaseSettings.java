package dev.confab.postgres;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What can be set about the database, as people wrote it. Reading it refuses what makes no sense, in one line that begins
 * with the name of the setting and does not repeat its value.
 *
 * @param url          {@code DATABASE_URL}; without it there is an embedded server
 * @param poolSize     {@code DATABASE_POOL_SIZE}, the most connections at once
 * @param startTimeout {@code DATABASE_START_TIMEOUT}, how long to wait for the database at the start
 * @param home         {@code CONFAB_HOME}, where an embedded server lives
 */
record DatabaseSettings(Optional<DatabaseUrl> url, int poolSize, Duration startTimeout, Path home) {

    static final String URL = "DATABASE_URL";
    static final String POOL_SIZE = "DATABASE_POOL_SIZE";
    static final String START_TIMEOUT = "DATABASE_START_TIMEOUT";
    static final String HOME = "CONFAB_HOME";

    private static final int DEFAULT_POOL = 10;
    private static final int LARGEST_POOL = 200;
    private static final int LARGEST_EMBEDDED_POOL = 30;
    private static final int DEFAULT_TIMEOUT = 30;
    private static final int LONGEST_TIMEOUT = 3_600;

    /**
     * Reads the settings; an empty value is none.
     *
     * @throws IllegalArgumentException if one cannot be; the message is the line to show
     */
    static DatabaseSettings of(Optional<String> url, Optional<String> poolSize, Optional<String> startTimeout,
            Optional<String> home) {
        Optional<DatabaseUrl> parsed = given(url).map(DatabaseSettings::url);
        int size = number(POOL_SIZE, given(poolSize), DEFAULT_POOL,
                parsed.isPresent() ? LARGEST_POOL : LARGEST_EMBEDDED_POOL, "");
        int seconds = number(START_TIMEOUT, given(startTimeout).map(DatabaseSettings::withoutUnit), DEFAULT_TIMEOUT,
                LONGEST_TIMEOUT, " seconds");
        return new DatabaseSettings(parsed, size, Duration.ofSeconds(seconds),
                given(home).map(DatabaseSettings::folder)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".confab")));
    }

    private static Optional<String> given(Optional<String> value) {
        return value.map(String::strip).filter(text -> !text.isEmpty());
    }

    private static DatabaseUrl url(String text) {
        try {
            return DatabaseUrl.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(URL + ": " + wrong.getMessage(), wrong);
        }
    }

    private static String withoutUnit(String text) {
        return text.endsWith("s") ? text.substring(0, text.length() - 1).strip() : text;
    }

    private static int number(String key, Optional<String> text, int otherwise, int most, String unit) {
        if (text.isEmpty()) {
            return otherwise;
        }
        int value = text.get().matches("\\d{1,6}") ? Integer.parseInt(text.get()) : 0;
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(key + ": must be a whole number, 1 to " + most + unit);
        }
        return value;
    }

    private static Path folder(String text) {
        String own = System.getProperty("user.home");
        try {
            return text.equals("~") ? Path.of(own)
                    : text.startsWith("~/") ? Path.of(own, text.substring(2)) : Path.of(text);
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException(HOME + ": must be a folder", wrong);
        }
    }
}
