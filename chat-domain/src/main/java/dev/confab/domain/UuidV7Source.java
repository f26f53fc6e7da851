package dev.confab.domain;

import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Gives version 7 UUIDs (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then a 12-bit counter (section 6.2,
 * method 1) and 62 random bits. Identities of one source are strictly increasing, also when the clock steps back or more
 * than 4,096 are asked for in a millisecond: then the stamped time runs ahead of the clock.
 */
public final class UuidV7Source implements IdSource {

    private static final int COUNTER_BITS = 12;
    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;

    private final InstantSource clock;
    private final RandomGenerator random;
    private final AtomicLong lastStamp = new AtomicLong();

    /** @param random must be safe for use by several threads at once, as {@code SecureRandom} is */
    public UuidV7Source(InstantSource clock, RandomGenerator random) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.random = Objects.requireNonNull(random, "random");
    }

    @Override
    public UUID next() {
        long now = clock.millis() << COUNTER_BITS;
        long stamp = lastStamp.updateAndGet(last -> Math.max(last + 1, now));
        long high = (stamp >>> COUNTER_BITS) << 16 | 0x7000L | (stamp & COUNTER_MASK);
        long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
