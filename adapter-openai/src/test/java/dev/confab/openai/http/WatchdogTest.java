package dev.confab.openai.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WatchdogTest {

    private final Watchdog watchdog = Watchdog.start();

    @AfterEach
    void close() {
        watchdog.close();
    }

    @Test
    void deadline_isKept() throws InterruptedException {
        var one = new Alarm(50);
        var other = new Alarm(100);
        watchdog.watch(other);
        watchdog.watch(one);

        assertTrue(one.rang.await(5, TimeUnit.SECONDS));
        assertTrue(other.rang.await(5, TimeUnit.SECONDS));
        assertTrue(one.at >= one.due && other.at >= other.due);
    }

    @Test
    void deadline_movedForwards_isKept() throws InterruptedException {
        var alarm = new Alarm(60_000);
        watchdog.watch(alarm);
        Thread.sleep(20);
        alarm.deadline = watchdog.now() + TimeUnit.MILLISECONDS.toNanos(50);
        watchdog.heed(alarm.deadline);

        assertTrue(alarm.rang.await(5, TimeUnit.SECONDS));
    }

    @Test
    void deadline_movedBackInTime_doesNotRingEarly() throws InterruptedException {
        var alarm = new Alarm(50);
        watchdog.watch(alarm);
        alarm.deadline = watchdog.now() + TimeUnit.SECONDS.toNanos(60);
        watchdog.heed(alarm.deadline);

        assertFalse(alarm.rang.await(200, TimeUnit.MILLISECONDS));
    }

    @Test
    void unwatched_doesNotRing() throws InterruptedException {
        var alarm = new Alarm(50);
        watchdog.watch(alarm);
        watchdog.unwatch(alarm);

        assertFalse(alarm.rang.await(150, TimeUnit.MILLISECONDS));
    }

    @Test
    void nothingToWatch_neverWakesTheThread() throws InterruptedException {
        var alarm = new Alarm(10);
        watchdog.watch(alarm);
        assertTrue(alarm.rang.await(5, TimeUnit.SECONDS));
        watchdog.unwatch(alarm);
        Thread.sleep(50);
        long before = waits();
        Thread.sleep(300);

        assertTrue(before > 0);
        assertEquals(before, waits());
    }

    @Test
    void close_withSomethingToWatch_waitsForIt() throws InterruptedException {
        var alarm = new Alarm(100);
        watchdog.watch(alarm);
        watchdog.close();

        assertTrue(alarm.rang.await(5, TimeUnit.SECONDS));
        watchdog.unwatch(alarm);
        assertTrue(ends());
    }

    @Test
    void close_endsTheThread() throws InterruptedException {
        watchdog.close();

        assertTrue(ends());
    }

    private boolean ends() throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (alive() && System.nanoTime() < until) {
            Thread.sleep(1);
        }
        return !alive();
    }

    /** How often the watchdog's thread has begun to wait. */
    private long waits() {
        return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false))
                .filter(info -> info.getThreadId() == watchdog.threadId())
                .mapToLong(ThreadInfo::getWaitedCount)
                .sum();
    }

    private boolean alive() {
        return Thread.getAllStackTraces()
                .keySet()
                .stream()
                .anyMatch(thread -> thread.threadId() == watchdog.threadId());
    }

    private final class Alarm implements Watchdog.Watched {

        private final CountDownLatch rang = new CountDownLatch(1);
        private final long due;
        private volatile long deadline;
        private volatile long at;

        private Alarm(long millis) {
            due = watchdog.now() + TimeUnit.MILLISECONDS.toNanos(millis);
            deadline = due;
        }

        @Override
        public long deadline() {
            return deadline;
        }

        @Override
        public void expire(long now) {
            at = now;
            deadline = Watchdog.NEVER;
            rang.countDown();
        }
    }
}
