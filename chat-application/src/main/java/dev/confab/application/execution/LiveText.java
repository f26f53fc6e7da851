package dev.confab.application.execution;

import dev.confab.application.run.RunEvent;
import dev.confab.application.run.RunListener;
import dev.confab.application.run.Watch;
import dev.confab.domain.PlainText;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one run while this process writes it: all of it, how far it is logged, and who watches. Watchers are told
 * what is logged and nothing else. Text is not shown before something of it can be read: an answer that turns out to be
 * blank was never shown.
 */
final class LiveText {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition landed = lock.newCondition();
    private final StringBuilder text = new StringBuilder();
    private final List<Citation> cited = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private int settled;
    private boolean readable;
    private boolean followed;
    private boolean waiting;
    private boolean inFlight;
    private boolean sealed;
    private int logged;
    private RunEvent.@Nullable End end;

    /** A piece that is to be logged: where it begins, what it says, and the citations whose marker ends in it. */
    record Piece(int position, PlainText text, List<Citation> citations) {}

    /**
     * Takes what the model said next; returns whether the log has to be told that there is something.
     *
     * @param citations those that are certain now, behind what was settled before
     * @param upTo      up to where in the answer it is certain what is cited; what is behind it is not shown yet
     */
    boolean append(String delta, List<Citation> citations, int upTo) {
        lock.lock();
        try {
            text.append(delta);
            cited.addAll(citations);
            settled = Math.min(upTo, text.length());
            readable = readable || !delta.isBlank();
            return asksForLog();
        } finally {
            lock.unlock();
        }
    }

    int length() {
        lock.lock();
        try {
            return text.length();
        } finally {
            lock.unlock();
        }
    }

    boolean isBlank() {
        lock.lock();
        try {
            return !readable;
        } finally {
            lock.unlock();
        }
    }

    PlainText whole() {
        lock.lock();
        try {
            return PlainText.of(text.toString());
        } finally {
            lock.unlock();
        }
    }

    boolean isFollowed() {
        lock.lock();
        try {
            return followed;
        } finally {
            lock.unlock();
        }
    }

    /** From now on the text is logged; returns whether the log has to be told that there is something. */
    boolean follow() {
        lock.lock();
        try {
            followed = true;
            return asksForLog();
        } finally {
            lock.unlock();
        }
    }

    private boolean asksForLog() {
        if (!followed || !readable || waiting || inFlight || sealed || logged >= settled) {
            return false;
        }
        waiting = true;
        return true;
    }

    /** Returns what the log does not have yet, and counts it as on its way there. */
    Optional<Piece> takeOff() {
        lock.lock();
        try {
            waiting = false;
            if (sealed || logged >= settled) {
                return Optional.empty();
            }
            inFlight = true;
            List<Citation> within = cited.subList(Watcher.firstBehind(cited, logged),
                    Watcher.firstBehind(cited, settled));
            return Optional.of(new Piece(logged, PlainText.of(text.substring(logged, settled)), List.copyOf(within)));
        } finally {
            lock.unlock();
        }
    }

    /** The log has the text up to this position: watchers are told. Returns whether there is more already. */
    boolean land(int to) {
        lock.lock();
        try {
            inFlight = false;
            logged = to;
            landed.signalAll();
            watchers.forEach(watcher -> watcher.text(0, text, to, cited));
            return asksForLog();
        } finally {
            lock.unlock();
        }
    }

    /** The log did not take the piece. Returns whether it has to be told that there is something to try again. */
    boolean fail(boolean fromTheBeginning) {
        lock.lock();
        try {
            inFlight = false;
            landed.signalAll();
            if (fromTheBeginning) {
                logged = 0;
            }
            return asksForLog();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is logged; returns when no piece is on its way. */
    void seal() {
        lock.lock();
        try {
            sealed = true;
            while (inFlight) {
                landed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The end, which is stored: watchers are told what is left of the stored answer, if there is one, and the end. */
    void end(RunEvent.End last) {
        lock.lock();
        try {
            end = last;
            if (last instanceof RunEvent.Ended ended && ended.answer().isPresent()) {
                Message answer = ended.answer().get();
                watchers.forEach(watcher -> watcher.text(0, answer.content().value(), answer.content().length(),
                        answer.citations()));
            }
            watchers.forEach(watcher -> watcher.tell(last));
            watchers.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Those who watch the text are told that this process tells no more; those who wait for the end go on waiting. */
    void detachText() {
        detach(false);
    }

    /** Everybody is told that this process tells no more. */
    void detachAll() {
        detach(true);
    }

    private void detach(boolean all) {
        lock.lock();
        try {
            for (Watcher watcher : List.copyOf(watchers)) {
                if (all || watcher.wantsText()) {
                    watcher.tell(new RunEvent.Detached());
                    watchers.remove(watcher);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells something that is not text. */
    void tellAll(RunEvent event) {
        lock.lock();
        try {
            watchers.forEach(watcher -> watcher.tell(event));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds somebody who is told the logged text after a position, beginning now, or the end alone. Empty when the end has
     * been told: it is to be read from the store.
     */
    Optional<Watch> watch(int after, boolean wantsText, RunListener listener) {
        lock.lock();
        try {
            if (end != null) {
                return Optional.empty();
            }
            var watcher = new Watcher(listener, after, wantsText);
            watchers.add(watcher);
            watcher.text(0, text, readable ? logged : 0, cited);
            return Optional.of(() -> leave(watcher));
        } finally {
            lock.unlock();
        }
    }

    private void leave(Watcher watcher) {
        watcher.over = true;
        lock.lock();
        try {
            watchers.remove(watcher);
        } finally {
            lock.unlock();
        }
    }
}
