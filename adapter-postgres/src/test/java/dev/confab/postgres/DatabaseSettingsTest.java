package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseSettingsTest {

    private static DatabaseSettings of(String url, String pool, String timeout, String home) {
        return DatabaseSettings.of(Optional.ofNullable(url), Optional.ofNullable(pool), Optional.ofNullable(timeout),
                Optional.ofNullable(home));
    }

    @Test
    void of_nothing_isTheEmbeddedServerInTheUsersHome() {
        var settings = DatabaseSettings.of(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        assertEquals(new DatabaseSettings(Optional.empty(), 10, Duration.ofSeconds(30),
                Path.of(System.getProperty("user.home"), ".confab")), settings);
        assertEquals(settings, of(" ", "", "", ""));
    }

    @Test
    void of_everything_isTaken() {
        var settings = of("postgresql://h/d", "3", "5s", "~/data");

        assertEquals("h:5432", settings.url().orElseThrow().hosts());
        assertEquals(3, settings.poolSize());
        assertEquals(Duration.ofSeconds(5), settings.startTimeout());
        assertEquals(Path.of(System.getProperty("user.home"), "data"), settings.home());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = { "DATABASE_URL, hush, -, -", "DATABASE_POOL_SIZE, -, 0, -",
            "DATABASE_POOL_SIZE, -, hush, -", "DATABASE_POOL_SIZE, -, 31, -",
            "DATABASE_POOL_SIZE, postgresql://h/d, 201, -", "DATABASE_POOL_SIZE, -, -1, -",
            "DATABASE_START_TIMEOUT, -, -, hush", "DATABASE_START_TIMEOUT, -, -, 0",
            "DATABASE_START_TIMEOUT, -, -, 9999999" })
    void of_aWrongValue_namesTheKeyAndNotTheValue(String key, String url, String pool, String timeout) {
        var wrong = assertThrows(IllegalArgumentException.class, () -> of(url, pool, timeout, ""));

        String message = String.valueOf(wrong.getMessage());
        assertTrue(message.startsWith(key + ": "), message);
        assertFalse(message.contains("hush"), message);
        assertEquals(1, message.lines().count());
    }
}
