package dev.confab.domain.summary;

import dev.confab.domain.PlainText;
import dev.confab.domain.message.Message;
import java.util.List;
import java.util.Objects;

/**
 * A summary to be stored.
 *
 * @param text  the summary, of what the one before told and of these messages
 * @param model the name of the model that wrote it
 * @param told  the messages it tells of beyond the summary before it: all that stand between that one's position and the
 *              last of these; at least one
 */
public record NewSummary(PlainText text, String model, List<Message> told) {

    public NewSummary {
        Summary.requireText(text);
        Objects.requireNonNull(model, "model");
        told = List.copyOf(told);
        if (told.isEmpty()) {
            throw new IllegalArgumentException("a summary tells of something");
        }
        for (int at = 1; at < told.size(); at++) {
            if (told.get(at).seq() != told.get(at - 1).seq() + 1) {
                throw new IllegalArgumentException("a summary leaves nothing out");
            }
        }
    }

    /** Returns the position up to which it tells. */
    public long seq() {
        return told.getLast().seq();
    }
}
