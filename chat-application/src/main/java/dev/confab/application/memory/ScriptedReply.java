package dev.confab.application.memory;

import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One reply from a script. */
final class ScriptedReply implements ReplyStream {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Deque<ReplyEvent> script;
    private final Runnable onClose;
    private boolean ended;
    private boolean closed;

    ScriptedReply(List<ReplyEvent> script, Runnable onClose) {
        this.script = new ArrayDeque<>(script);
        this.onClose = onClose;
    }

    @Override
    public ReplyEvent next() {
        lock.lock();
        try {
            if (ended) {
                throw new IllegalStateException("the reply has ended");
            }
            while (!closed && script.isEmpty()) {
                closing.awaitUninterruptibly();
            }
            ReplyEvent event = closed ? new ReplyEvent.Cancelled() : script.removeFirst();
            ended = event instanceof ReplyEvent.End;
            return event;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                closing.signalAll();
                onClose.run();
            }
        } finally {
            lock.unlock();
        }
    }
}
