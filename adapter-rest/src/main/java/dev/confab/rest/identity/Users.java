package dev.confab.rest.identity;

/**
 * Whether the server tells users from each other. If not, everybody who reaches it is the one user of its machine.
 * Decided once, at the start.
 */
public record Users(boolean areKnown) {}
