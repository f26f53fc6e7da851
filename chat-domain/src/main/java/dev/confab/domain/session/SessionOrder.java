package dev.confab.domain.session;

/** In which order sessions are listed; the newest comes first. */
public enum SessionOrder {
    /** By when they were made. */
    CREATED,
    /** By when their logs last grew. */
    UPDATED
}
