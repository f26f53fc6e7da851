package dev.confab.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class UuidV7SourceTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochMilli(0x17F22E279B0L));
    private final UuidV7Source source = new UuidV7Source(now::get, new Random(1));

    @Test
    void next_hasTheShapeOfVersion7() {
        UUID id = source.next();

        assertEquals(7, id.version());
        assertEquals(2, id.variant());
        assertEquals(0x17F22E279B0L, id.getMostSignificantBits() >>> 16);
    }

    @Test
    void next_manyInOneMillisecond_areStrictlyIncreasing() {
        UUID last = source.next();
        for (int i = 0; i < 10_000; i++) {
            UUID next = source.next();
            assertTrue(Long.compareUnsigned(last.getMostSignificantBits(), next.getMostSignificantBits()) < 0);
            last = next;
        }
    }

    @Test
    void next_whenTheClockStepsBack_goesOnIncreasing() {
        UUID before = source.next();
        now.set(now.get().minusSeconds(60));

        assertTrue(before.getMostSignificantBits() < source.next().getMostSignificantBits());
    }

    @Test
    void next_byManyThreads_neverRepeats() throws Exception {
        var seen = ConcurrentHashMap.<UUID>newKeySet();
        try (var pool = Executors.newFixedThreadPool(8)) {
            var work = new ArrayList<Callable<Boolean>>();
            for (int t = 0; t < 8; t++) {
                work.add(() -> {
                    boolean fresh = true;
                    for (int i = 0; i < 5_000; i++) {
                        fresh &= seen.add(source.next());
                    }
                    return fresh;
                });
            }
            for (var done : pool.invokeAll(work)) {
                assertTrue(done.get());
            }
        }
        assertEquals(40_000, seen.size());
    }
}
