package dev.confab.application.account;

import dev.confab.domain.Owner;
import dev.confab.domain.account.Erased;
import dev.confab.domain.fault.StoreFault;
import java.time.Duration;

/** Forgets what is stored: all of an owner, or what is old. */
public interface EraseAccount {

    /**
     * Ends the owner's runs and deletes all that is stored of him, in many short transactions. What he stores while this goes
     * on may be deleted as well or not. Saying the same again goes on where it ended, however it ended.
     *
     * @param patience how long at the most; then there is more
     * @return what was deleted by this call
     * @throws StoreFault if the store fails; what was deleted until then stays deleted
     */
    Erased erase(Owner owner, Duration patience);

    /** How long deletions are told to copies when nobody says otherwise. */
    Duration DELETIONS_KEPT = Duration.ofDays(90);

    /**
     * Deletes sessions of which nothing was heard, and documents that were not given, for so long, whoever has them; and
     * then does what {@link #forgetDeletions} does. Blocks until all were looked at or this process stops; to be called by one process at a time, now and then.
     *
     * @return what was deleted
     * @throws StoreFault if the store fails; what was deleted until then stays deleted
     */
    Erased expire(Duration age);

    /**
     * Forgets deletions of sessions and messages that copies had long enough to hear of. A copy that was away for longer has
     * to begin anew. Blocks until all were looked at or this process stops; to be called now and then.
     *
     * @throws StoreFault if the store fails; what was forgotten until then stays forgotten
     */
    void forgetDeletions();
}
