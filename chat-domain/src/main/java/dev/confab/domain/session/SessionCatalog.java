package dev.confab.domain.session;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.message.Message;
import java.util.List;
import java.util.Optional;

/**
 * The sessions of {@link SessionStore} as things that people make, list, name, read and delete. It keeps them in the same
 * place. Blocking; safe for use by several threads and processes at once.
 *
 * <p>
 * What belongs to another owner answers exactly like what does not exist. Each method is one transaction: when it throws,
 * it stored nothing, or its reply was lost. Every method may throw {@link StoreFault}.
 */
public interface SessionCatalog {

    /** The most sessions one read may ask for. */
    int MAX_PAGE = 200;

    /**
     * Makes a session. Saying the same again, with an identity that is repeatable, tells the session and stores nothing. The
     * identity of a deleted session stays taken for as long as the deletion is known, see {@link SessionFeed}.
     */
    SessionCreating create(Owner owner, NewSession session);

    /** Returns the session, if this owner has it. */
    Optional<SessionEntry> find(Owner owner, SessionId session);

    /**
     * Returns sessions of this owner, the newest first. Who reads page after page sees each session that was there when the
     * first page was read exactly once, as it is when its page is read, unless it was deleted meanwhile: whatever is added,
     * changed or goes on. With {@link SessionOrder#UPDATED} a session keeps the place it had when the first page was read.
     *
     * @param after where the page before ended, empty for the first one
     * @param limit 1 to {@value #MAX_PAGE}
     */
    SessionListing list(Owner owner, SessionFilter filter, SessionOrder order, Optional<SessionCursor> after,
            int limit);

    /**
     * Puts these attributes in the place of those of the session, if it has this revision; then it has the next one.
     *
     * @param expected the revision that it has to have
     */
    SessionChanging change(Owner owner, SessionId session, long expected, SessionAttributes attributes);

    /**
     * Deletes a session with its log, its runs and all that is kept of them: the text that was shown of them, their
     * idempotency keys, and the turns of it that are remembered as documents. Runs that have not ended are cancelled: whoever
     * executes one finds nothing to write to. Sessions that were branched off from it stay as they are.
     *
     * @param expected the state that it has to be in, if that matters
     */
    SessionDeleting delete(Owner owner, SessionId session, Optional<SessionVersion> expected);

    /** Returns messages of a session, oldest first; empty if this owner has no such session. */
    Optional<List<Message>> readMessages(Owner owner, SessionId session, MessagePage page);

    /**
     * Adds a message to the end of a log, in the order in which such calls take effect. Refused while a run of the session has
     * not ended: its answer belongs to the question before it. A run whose executor was lost ends first, as it does when a
     * turn is opened. Saying the same again (same identity) tells the message and stores nothing.
     */
    MessageAdding addMessage(Owner owner, SessionId session, NewMessage message);

    /** Checks the size of a page, for those who implement {@link #list}. */
    static void requirePage(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("a limit is 1 to " + MAX_PAGE);
        }
    }
}
