package dev.confab.application.contract;

import dev.confab.domain.run.RunStore;
import dev.confab.domain.session.SessionStore;

/**
 * One store by its ports. While a test runs, nobody else claims or loses anything in it; it may hold other tests' sessions.
 *
 * @param loseText makes it lose all logged text, as its own crash would
 */
public record Stores(SessionStore sessions, RunStore runs, Runnable loseText) {

    /** Takes a store that is both. */
    public static <S extends SessionStore & RunStore> Stores of(S store, Runnable loseText) {
        return new Stores(store, store, loseText);
    }
}
