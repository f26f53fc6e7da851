package dev.confab.domain.session;

/** What the answers of a session may rest on when a turn does not say otherwise. */
public enum SessionMode {
    /** What the model knows, the session's history, and passages where a retriever finds some. */
    OPEN_CHAT,
    /** The retrieved passages alone. */
    GROUNDED_RAG
}
