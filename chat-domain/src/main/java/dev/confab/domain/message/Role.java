package dev.confab.domain.message;

/** Who wrote a message. */
public enum Role {
    USER, ASSISTANT
}
