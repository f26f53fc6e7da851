package dev.confab.domain.ingestion;

/** What came of making a version searchable. */
public enum Publishing {
    /** Searches find it from now on, and nothing of the version before it. */
    PUBLISHED,
    /** It is ready, but a newer version has become searchable meanwhile and stays so. */
    SUPERSEDED,
    /** It is not this attempt's any more, or its document was deleted. Nothing was changed. */
    LOST
}
