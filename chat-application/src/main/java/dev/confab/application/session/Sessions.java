package dev.confab.application.session;

import dev.confab.domain.IdSource;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionSync;
import java.util.function.BiConsumer;

/** The use cases about sessions, over one catalog. */
public final class Sessions {

    private final CatalogedSessions catalog;
    private final AddMessage addMessage;

    /**
     * @param ids        gives new identities
     * @param maxMessage the longest message, in UTF-16 code units
     * @param stop       is told of each run whose session is gone, and must not block
     */
    public Sessions(SessionCatalog catalog, IdSource ids, int maxMessage, BiConsumer<Owner, RunId> stop) {
        this.catalog = new CatalogedSessions(catalog, ids, stop);
        this.addMessage = new AddedMessages(catalog, ids, maxMessage);
    }

    /**
     * Keeps copies of sessions the same as what is stored.
     *
     * @param maxMessage the longest message, in UTF-16 code units
     * @param stop       is told of each run whose session is gone, and must not block
     */
    public static SyncSessions sync(SessionSync sync, SessionFeed feed, int maxMessage,
            BiConsumer<Owner, RunId> stop) {
        return new SyncedSessions(sync, feed, maxMessage, stop);
    }

    /** Makes sessions. */
    public CreateSession createSession() {
        return catalog;
    }

    /** Lists sessions and reads what was said in them. */
    public BrowseSessions browseSessions() {
        return catalog;
    }

    /** Names sessions. */
    public ChangeSession changeSession() {
        return catalog;
    }

    /** Deletes sessions. */
    public DeleteSession deleteSession() {
        return catalog;
    }

    /** Adds messages without asking a model. */
    public AddMessage addMessage() {
        return addMessage;
    }
}
