package dev.confab.rest;

import dev.confab.application.background.BackgroundObserver;
import dev.confab.domain.account.Erased;
import dev.confab.domain.background.Attempt;
import dev.confab.domain.background.SessionTask;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Writes what was done in the background to the log: ids, durations and codes. */
final class BackgroundLog implements BackgroundObserver {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundLog.class);

    @Override
    public void done(SessionTask task, Attempt attempt, Duration time) {
        told(LOG.atInfo(), task, attempt, time).log("background task done");
    }

    @Override
    public void failed(SessionTask task, Attempt attempt, Duration time, String code, boolean givenUp) {
        told(LOG.atWarn(), task, attempt, time).addKeyValue("code", code)
                .log(givenUp ? "background task failed and is given up" : "background task failed and is tried again");
    }

    private static LoggingEventBuilder told(LoggingEventBuilder line, SessionTask task, Attempt attempt,
            Duration time) {
        return line.addKeyValue("task", switch (task) {
            case SessionTask.Entitle entitle -> "title";
            case SessionTask.Summarize summarize -> "summary";
        })
                .addKeyValue("session_id", task.session())
                .addKeyValue("attempt", attempt.number())
                .addKeyValue("duration_ms", time.toMillis());
    }

    @Override
    public void forgot(Erased erased, Duration age) {
        LOG.atInfo()
                .addKeyValue("days", age.toDays())
                .addKeyValue("sessions", erased.counts().getOrDefault("sessions", 0L))
                .addKeyValue("documents", erased.counts().getOrDefault("documents", 0L))
                .log("what was old is deleted");
    }

    @Override
    public void notForgotten(String code, boolean givenUp) {
        LOG.atWarn()
                .addKeyValue("code", code)
                .log(givenUp ? "what is old could not be deleted; the next day tries again"
                        : "what is old could not be deleted and is tried again");
    }
}
