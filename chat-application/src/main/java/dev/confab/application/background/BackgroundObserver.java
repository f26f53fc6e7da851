package dev.confab.application.background;

import dev.confab.domain.account.Erased;
import dev.confab.domain.background.Attempt;
import dev.confab.domain.background.SessionTask;
import java.time.Duration;

/** Is told what was done in the background, for logs. It tells no words of anybody. What it throws is passed over. */
public interface BackgroundObserver {

    /** Nobody wants to know. */
    BackgroundObserver NOBODY = new BackgroundObserver() {};

    /** Something about a session was done, or there was nothing to do. */
    default void done(SessionTask task, Attempt attempt, Duration time) {}

    /**
     * Something about a session failed.
     *
     * @param code   the fault's, or {@code internal_error}
     * @param givenUp whether it is not tried again
     */
    default void failed(SessionTask task, Attempt attempt, Duration time, String code, boolean givenUp) {}

    /** What is old was forgotten. */
    default void forgot(Erased erased, Duration age) {}

    /**
     * What is old could not be forgotten.
     *
     * @param givenUp whether it is not tried again before the next day
     */
    default void notForgotten(String code, boolean givenUp) {}
}
