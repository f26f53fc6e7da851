package dev.confab.application.chat;

import dev.confab.domain.RunId;
import dev.confab.domain.llm.ReplyStream;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The runs that this process executes now, so that one can be stopped by a thread that is not its own. */
final class LiveRuns {

    private final ConcurrentMap<RunId, LiveRun> runs = new ConcurrentHashMap<>();

    /** Makes a run known, before it is stored: whoever learns of it from the store can stop it. To be closed. */
    LiveRun enter(RunId run) {
        var live = new LiveRun(run);
        runs.put(run, live);
        return live;
    }

    /** Stops a run if this process executes it. */
    void stop(RunId run) {
        LiveRun live = runs.get(run);
        if (live != null) {
            live.stop();
        }
    }

    /** One run of this process, from before its turn is opened until after it is closed. */
    final class LiveRun implements AutoCloseable {

        private final RunId run;
        private @Nullable ReplyStream stream;
        private boolean stopped;

        private LiveRun(RunId run) {
            this.run = run;
        }

        /** Ties a model call to the run; it is cancelled at once if the run was stopped before. */
        void calls(ReplyStream opened) {
            boolean late;
            synchronized (this) {
                stream = opened;
                late = stopped;
            }
            if (late) {
                opened.close();
            }
        }

        private void stop() {
            ReplyStream open;
            synchronized (this) {
                stopped = true;
                open = stream;
            }
            if (open != null) {
                open.close();
            }
        }

        @Override
        public void close() {
            runs.remove(run, this);
        }
    }
}
