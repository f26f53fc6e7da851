package dev.confab.domain.document;

import dev.confab.domain.PlainText;
import java.util.Objects;

/** What an answer may be based on. */
public sealed interface Grounding {

    /** Anything: what the model knows, the session's history, and passages where a retriever finds some. */
    record Open() implements Grounding {}

    /** What the retrieved passages say, and nothing else: without a passage the honest answer is that they do not say. */
    record Documents() implements Grounding {}

    /**
     * One text that the user selected. It replaces history and retrieval for this turn.
     *
     * @param text the selected text, not blank
     */
    record SelectedText(PlainText text) implements Grounding {
        public SelectedText {
            Objects.requireNonNull(text, "text");
            if (text.isBlank()) {
                throw new IllegalArgumentException("a selected text is not blank");
            }
        }
    }
}
