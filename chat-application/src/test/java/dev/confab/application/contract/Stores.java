package dev.confab.application.contract;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.session.SessionStore;
import java.util.function.BiConsumer;

/**
 * One store by its ports. While a test runs, nobody else claims or loses anything in it; it may hold other tests' sessions.
 *
 * @param assistants  those that turns may name
 * @param loseText    makes it lose all logged text, as its own crash would
 * @param addDocument makes a searchable document of an owner, under this identity, in the same place
 */
public record Stores(SessionStore sessions, RunStore runs, AssistantStore assistants, Runnable loseText,
        BiConsumer<Owner, DocumentId> addDocument) {

    /** Takes a store that is both. */
    public static <S extends SessionStore & RunStore> Stores of(S store, AssistantStore assistants,
            Runnable loseText,
            BiConsumer<Owner, DocumentId> addDocument) {
        return new Stores(store, store, assistants, loseText, addDocument);
    }
}
