package dev.confab.application.session;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.message.Message;
import dev.confab.domain.session.MessagePage;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionFilter;
import dev.confab.domain.session.SessionListing;
import dev.confab.domain.session.SessionOrder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Lists sessions and reads what was said in them. What belongs to another owner answers like what does not exist. Every
 * method may throw {@link StoreFault}.
 */
public interface BrowseSessions {

    /** Returns sessions, the newest first, as {@link SessionCatalog#list} promises. */
    SessionListing list(Owner owner, Query query);

    /** Returns the session, if this owner has it. */
    Optional<SessionEntry> find(Owner owner, SessionId session);

    /** Returns messages of a session, oldest first; empty if this owner has no such session. */
    Optional<List<Message>> messages(Owner owner, SessionId session, MessagePage page);

    /**
     * Which sessions are wanted.
     *
     * @param after where the page before ended, empty for the first one
     * @param limit 1 to {@link SessionCatalog#MAX_PAGE}
     */
    record Query(SessionFilter filter, SessionOrder order, Optional<SessionCursor> after, int limit) {
        public Query {
            Objects.requireNonNull(filter, "filter");
            Objects.requireNonNull(order, "order");
            Objects.requireNonNull(after, "after");
            SessionCatalog.requirePage(limit);
        }
    }
}
