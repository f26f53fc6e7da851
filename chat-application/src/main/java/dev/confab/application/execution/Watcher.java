package dev.confab.application.execution;

import dev.confab.application.run.RunEvent;
import dev.confab.application.run.RunListener;

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

    /** Tells what they were not told yet of the text up to a position. */
    void text(CharSequence text, int to) {
        if (wantsText && told < to) {
            String piece = text.subSequence(told, to).toString();
            told = to;
            tell(new RunEvent.Text(to, piece));
        }
    }

    /** Tells what they were not told yet of a text of which only the end is known, from a position on. */
    void suffix(int from, String text) {
        int to = from + text.length();
        if (wantsText && !text.isEmpty() && from <= told && told < to) {
            String piece = text.substring(told - from);
            told = to;
            tell(new RunEvent.Text(to, piece));
        }
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
