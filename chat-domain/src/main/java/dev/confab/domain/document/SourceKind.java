package dev.confab.domain.document;

/** What a document was made of. Told by its content, never by its name. */
public enum SourceKind {
    /** A PDF file. The only kind that has pages. */
    PDF,
    /** Plain text. */
    PLAIN_TEXT,
    /** Text with Markdown's marks. */
    MARKDOWN,
    /** Pieces that somebody else has cut: each is a passage as it is. */
    CHUNKS;

    /** Returns whether its pages are what a person would call pages. */
    public boolean hasPages() {
        return this == PDF;
    }
}
