package dev.confab.domain.assistant;

import java.util.Objects;

/** What came of adding an assistant. */
public sealed interface AssistantAdding {

    /** It is stored. */
    record Added(Assistant assistant) implements AssistantAdding {
        public Added {
            Objects.requireNonNull(assistant, "assistant");
        }
    }

    /**
     * This owner has an assistant of this identity already. Nothing was stored.
     *
     * @param assistant the one that is there
     */
    record Known(Assistant assistant) implements AssistantAdding {
        public Known {
            Objects.requireNonNull(assistant, "assistant");
        }
    }

    /** A document that it is to know does not exist for this owner. Nothing was stored. */
    record NoSuchDocument() implements AssistantAdding {}
}
