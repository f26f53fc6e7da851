package dev.confab.domain.search;

import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;

/**
 * Finds messages and titles of sessions by their words. Blocking; safe for use by several threads and processes at once.
 *
 * <p>
 * A message is found as soon as the call that stored it has answered, by whichever process; one that was deleted is not found
 * any more. What belongs to another owner is never found, and does not change what is.
 */
public interface MessageSearch {

    /** So many texts with everything that is asked for are compared at least, the newest ones. */
    int COMPARED = 500;

    /**
     * Returns the best hits. First those with everything that is asked for; if there is none, and several things were asked
     * for, those with at least half of it. Where more than {@value #COMPARED} texts, or very long ones, have it, only the newest
     * are compared, and the page says that it is not complete; it says so as well while a store still gets to know what it
     * has. The pages of a query do not tell of what was stored after the first one.
     *
     * @throws StoreFault if the store fails
     */
    SearchPage search(Owner owner, SearchQuery query);
}
