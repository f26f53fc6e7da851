package dev.confab.application.execution;

import dev.confab.application.run.RunEvent;
import dev.confab.application.run.RunListener;
import dev.confab.domain.grounding.Citation;
import java.util.List;

/** Somebody who watches, and how far they were told. Used by one thread at a time; only {@link #over} is anybody's. */
final class Watcher {

    private final RunListener listener;
    private final boolean wantsText;
    private int told;
    volatile boolean over;

    Watcher(RunListener listener, int after, boolean wantsText) {
        this.listener = listener;
        this.told = after;
        this.wantsText = wantsText;
    }

    int told() {
        return told;
    }

    boolean wantsText() {
        return wantsText;
    }

    /**
     * Tells what they were not told yet of the answer up to a position, each citation right behind its marker.
     *
     * @param from  where in the answer the text begins
     * @param to    the position, which the text reaches
     * @param cited the citations of the answer that stand in the text, in their order, and maybe others
     */
    void text(int from, CharSequence text, int to, List<Citation> cited) {
        if (!wantsText || from > told || told >= to) {
            return;
        }
        for (int at = firstBehind(cited, told); at < cited.size() && cited.get(at).at() <= to; at++) {
            tellUpTo(cited.get(at).at(), from, text);
            tell(new RunEvent.Cited(cited.get(at)));
        }
        tellUpTo(to, from, text);
    }

    private void tellUpTo(int to, int from, CharSequence text) {
        if (told < to) {
            String piece = text.subSequence(told - from, to - from).toString();
            told = to;
            tell(new RunEvent.Text(to, piece));
        }
    }

    /** The first of the citations whose marker ends behind a position. */
    static int firstBehind(List<Citation> cited, int position) {
        int low = 0;
        int high = cited.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cited.get(middle).at() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    void tell(RunEvent event) {
        if (over || (!wantsText && !(event instanceof RunEvent.End))) {
            return;
        }
        try {
            listener.on(event);
        } catch (RuntimeException theirs) {
            over = true;
        }
        over = over || event instanceof RunEvent.End;
    }
}
