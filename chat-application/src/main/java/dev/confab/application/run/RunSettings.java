package dev.confab.application.run;

import java.time.Duration;
import java.util.Objects;

/**
 * What may be set about the execution of runs.
 *
 * @param maxLive    the most runs that this process executes at once, at least 1
 * @param maxWaiting the most callers that wait or watch here beside those whose run it is, at least 1
 * @param lease      for how long a run is believed to be executed after its executor's last sign of life, at least five
 *                   heartbeats
 * @param heartbeat  the time between two signs of life, positive
 * @param sweep      the time between two looks for runs that others left behind, positive
 * @param awake      for how long after its last run this process goes on looking
 */
public record RunSettings(int maxLive, int maxWaiting, Duration lease, Duration heartbeat, Duration sweep,
        Duration awake) {

    /** For a process that may use so much memory as this one: a run with its prompt and answer has about 100 kB. */
    public static final RunSettings DEFAULT = new RunSettings(
            Math.clamp(Runtime.getRuntime().maxMemory() / 100_000, 256, 20_000), 20_000, Duration.ofSeconds(10),
            Duration.ofMillis(750), Duration.ofSeconds(4), Duration.ofMinutes(2));

    public RunSettings {
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(heartbeat, "heartbeat");
        Objects.requireNonNull(sweep, "sweep");
        Objects.requireNonNull(awake, "awake");
        if (maxLive < 1 || maxWaiting < 1) {
            throw new IllegalArgumentException("maxLive and maxWaiting are at least 1");
        }
        if (!heartbeat.isPositive() || !sweep.isPositive() || awake.isNegative()) {
            throw new IllegalArgumentException("heartbeat and sweep are positive, awake is not negative");
        }
        if (lease.compareTo(heartbeat.multipliedBy(5)) < 0) {
            throw new IllegalArgumentException("a lease is at least five heartbeats");
        }
    }

    /** Returns these settings with other bounds. */
    public RunSettings bounded(int live, int waiting) {
        return new RunSettings(live, waiting, lease, heartbeat, sweep, awake);
    }
}
