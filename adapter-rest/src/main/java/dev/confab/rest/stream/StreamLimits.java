package dev.confab.rest.stream;

import dev.confab.rest.config.Keys;
import io.micronaut.context.exceptions.ConfigurationException;
import java.time.Duration;

/**
 * How much a stream holds for its client, and for how long.
 *
 * @param buffer    how many bytes may wait for one client; the connection itself holds up to 64 KB more
 * @param patience  how long bytes may wait while the client takes none of them
 * @param heartbeat the longest silence
 */
public record StreamLimits(int buffer, Duration patience, Duration heartbeat) {

    /** What holds where nothing is set. */
    public static final StreamLimits DEFAULT = new StreamLimits(256 * 1024, Duration.ofSeconds(10),
            Duration.ofSeconds(15));

    private static final int LEAST_BUFFER = 1024;

    public StreamLimits {
        if (buffer < LEAST_BUFFER) {
            throw new IllegalArgumentException("buffer must be at least " + LEAST_BUFFER + " bytes");
        }
        if (!patience.isPositive() || !heartbeat.isPositive()) {
            throw new IllegalArgumentException("patience and heartbeat must be longer than nothing");
        }
    }

    /**
     * Reads the limits.
     *
     * @throws ConfigurationException if one is wrong
     */
    public static StreamLimits from(Keys keys) {
        return new StreamLimits(keys.number("STREAM_BUFFER_KB", DEFAULT.buffer / 1024, 16, 64 * 1024) * 1024,
                Duration.ofSeconds(keys.number("STREAM_STALL_SECONDS", (int) DEFAULT.patience.toSeconds(), 1, 600)),
                Duration.ofSeconds(
                        keys.number("STREAM_HEARTBEAT_SECONDS", (int) DEFAULT.heartbeat.toSeconds(), 1, 600)));
    }
}
