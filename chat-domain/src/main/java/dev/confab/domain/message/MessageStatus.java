package dev.confab.domain.message;

/** Whether a message is all that its author meant to say. */
public enum MessageStatus {
    /** All of it is here. */
    COMPLETE,
    /** The beginning of an answer that was broken off or cancelled. */
    PARTIAL
}
