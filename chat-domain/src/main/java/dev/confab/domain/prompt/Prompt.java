package dev.confab.domain.prompt;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.message.Role;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Exactly what is sent to the model for one run: the instructions, then the entries. The other components tell what went
 * into them, for receipts, citations and models that work on the parts.
 *
 * @param instructions what the model is told to be and to heed, not blank
 * @param entries      alternating roles, the first and the last one the user's
 * @param question     the user's question alone, as it stands within the last entry
 * @param grounding    what the answer may rest on; a selected text stands within the last entry
 * @param passages     the passages within the last entry, the first one numbered {@code [1]}: the best one, then all others but
 *                     the second best by rank, and the second best as the last one
 * @param positions    positions of the messages that are in the entries, in their order; the last one is the question's
 * @param leftOut      how many messages of the window are neither in the entries nor told by the summary
 * @param summarized   the position up to which a summary within the first entry tells what was said; empty without one
 */
public record Prompt(PlainText instructions, List<Entry> entries, PlainText question, Grounding grounding,
        List<Passage> passages, List<Long> positions, int leftOut, OptionalLong summarized) {

    /** What one side says. */
    public record Entry(Role role, PlainText text) {
        public Entry {
            Objects.requireNonNull(role, "role");
            if (text.isBlank()) {
                throw new IllegalArgumentException("an entry is not blank");
            }
        }
    }

    public Prompt {
        Objects.requireNonNull(instructions, "instructions");
        entries = List.copyOf(entries);
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(grounding, "grounding");
        passages = List.copyOf(passages);
        Objects.requireNonNull(summarized, "summarized");
        if (entries.size() % 2 == 0) {
            throw new IllegalArgumentException("a prompt begins and ends with the user");
        }
        for (int at = 0; at < entries.size(); at++) {
            if (entries.get(at).role() != (at % 2 == 0 ? Role.USER : Role.ASSISTANT)) {
                throw new IllegalArgumentException("the roles of a prompt alternate");
            }
        }
        positions = List.copyOf(positions);
        if (positions.isEmpty() || positions.stream().anyMatch(at -> at < 1) || leftOut < 0) {
            throw new IllegalArgumentException("positions count from 1, amounts are not negative");
        }
    }

    /** A prompt without a summary. */
    public Prompt(PlainText instructions, List<Entry> entries, PlainText question, Grounding grounding,
            List<Passage> passages, List<Long> positions, int leftOut) {
        this(instructions, entries, question, grounding, passages, positions, leftOut, OptionalLong.empty());
    }

    /** Returns the selected text that the answer may rest on alone, if there is one. */
    public Optional<PlainText> selectedText() {
        return grounding instanceof Grounding.SelectedText selected ? Optional.of(selected.text()) : Optional.empty();
    }
}
