package dev.confab.domain.assistant;

import java.util.Objects;

/** What came of changing or deleting an assistant. */
public sealed interface AssistantChange {

    /**
     * It is done.
     *
     * @param assistant as it is now, or as it was when it was deleted
     */
    record Done(Assistant assistant) implements AssistantChange {
        public Done {
            Objects.requireNonNull(assistant, "assistant");
        }
    }

    /**
     * It has another revision than was expected. Nothing was stored.
     *
     * @param assistant as it is
     */
    record Stale(Assistant assistant) implements AssistantChange {
        public Stale {
            Objects.requireNonNull(assistant, "assistant");
        }
    }

    /** This owner has no such assistant. */
    record NoSuchAssistant() implements AssistantChange {}

    /** A document that it is to know does not exist for this owner. Nothing was stored. */
    record NoSuchDocument() implements AssistantChange {}
}
