package dev.confab.domain.grounding;

import dev.confab.domain.PlainText;
import dev.confab.domain.retrieval.Scope;
import java.util.Objects;
import java.util.Optional;

/** What an answer may be based on. */
public sealed interface Grounding {

    /**
     * Anything: what the model knows, the session's history, and passages where a retriever finds some.
     *
     * @param scope where passages may come from
     */
    record Open(Scope scope) implements Grounding {
        public Open {
            Objects.requireNonNull(scope, "scope");
        }
    }

    /**
     * What the retrieved passages say, and nothing else: without a passage the honest answer is that they do not say.
     *
     * @param scope where passages may come from
     */
    record Documents(Scope scope) implements Grounding {
        public Documents {
            Objects.requireNonNull(scope, "scope");
        }
    }

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

    /**
     * Returns the grounding of a turn: a selected text replaces everything else.
     *
     * @param documentsAlone whether, without a selected text, the answer may rest on passages alone
     */
    static Grounding of(Optional<PlainText> selectedText, boolean documentsAlone, Scope scope) {
        if (selectedText.isPresent()) {
            return new SelectedText(selectedText.get());
        }
        return documentsAlone ? new Documents(scope) : new Open(scope);
    }
}
