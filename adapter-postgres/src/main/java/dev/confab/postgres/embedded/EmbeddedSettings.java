package dev.confab.postgres.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How an embedded server is run.
 *
 * @param home     the folder that gets a folder {@code postgres} with everything of the server in it; made if need be
 * @param durable  whether what is stored survives a crash of the machine; without it, everything is faster and nothing
 *                 is promised, for tests
 * @param patience how long the server may take to become ready; long after a crash of a large database
 */
public record EmbeddedSettings(Path home, boolean durable, Duration patience) {

    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(60);

    public EmbeddedSettings {
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(patience, "patience");
        home = home.toAbsolutePath().normalize();
    }

    /** A server whose data is kept. */
    public static EmbeddedSettings keeping(Path home) {
        return new EmbeddedSettings(home, true, DEFAULT_PATIENCE);
    }

    /** A server for a test, whose data need not outlive it. */
    public static EmbeddedSettings throwAway(Path home) {
        return new EmbeddedSettings(home, false, DEFAULT_PATIENCE);
    }
}
