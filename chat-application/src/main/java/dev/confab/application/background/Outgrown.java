package dev.confab.application.background;

import dev.confab.domain.run.Receipt;
import dev.confab.domain.session.TurnOpening;
import dev.confab.domain.summary.Summary;
import java.util.OptionalLong;

/**
 * Whether a session has outgrown its window, told from what is known when a turn ends. The first summary is made as soon as
 * something will be missing from the next prompt; then messages that no summary tells of stay in the prompt until there are some
 * more of them.
 */
final class Outgrown {

    private static final int LEAST_MORE = 2;
    /** A turn that did not fit leaves out a question and an answer, and what begins in its middle one more. */
    private static final int LITTLE = 2;

    private Outgrown() {}

    /**
     * Returns the position up to which a summary is worth making.
     *
     * @param window how many messages prompts of the session have
     * @param last   the position of the last message
     */
    static OptionalLong upTo(TurnOpening.Opened opened, Receipt receipt, int window, long last) {
        if (window < 1 || receipt.selectedText()) {
            return OptionalLong.empty();
        }
        long more = Math.max(LEAST_MORE, window / 2);
        long target = last - window;
        if (receipt.leftOut() > LITTLE && receipt.positions().size() > 1) {
            // What does not fit is summarised together with a little of what comes next: that makes room.
            target = Math.max(target, receipt.positions().getFirst() - 1 + more);
        }
        long told = opened.summary().map(Summary::seq).orElse(0L);
        return target >= told + (told == 0 ? 1 : more) ? OptionalLong.of(target) : OptionalLong.empty();
    }
}
