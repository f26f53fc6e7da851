package dev.confab.application.faults;

/** Which way bytes go through a {@link FaultProxy}. */
public enum Direction {
    /** From whoever connected to the proxy to the target. */
    TO_SERVER,
    /** From the target to whoever connected to the proxy. */
    TO_CLIENT
}
