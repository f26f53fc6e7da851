package dev.confab.domain.identity;

/** What a caller may do with what is his. */
public enum Access {
    /** Everything. */
    FULL,
    /** Look at it, and change nothing. */
    READ_ONLY
}
