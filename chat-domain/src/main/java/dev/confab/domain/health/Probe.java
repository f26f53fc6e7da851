package dev.confab.domain.health;

/**
 * Tells whether something Confab depends on can be used now. Safe for use by several threads at once.
 */
public interface Probe {

    /** Returns the name of what is probed, in snake_case: {@code database}, {@code model}. */
    String name();

    /** Looks, for at most 3 seconds, and returns what it found; it throws nothing. */
    Health check();
}
