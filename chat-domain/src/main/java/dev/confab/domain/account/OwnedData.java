package dev.confab.domain.account;

import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;

/** Something that is stored of owners and can be forgotten. Blocking; safe for use by several threads and processes at once. */
public interface OwnedData {

    /**
     * Deletes some of what this owner has, in one transaction that is over soon: called again and again, until nothing is
     * left, it deletes all of it. What is left in between is whole in itself, so that nothing is broken when nobody goes on.
     *
     * @throws StoreFault if the store fails; this step deleted nothing, or its reply was lost
     */
    Erased erase(Owner owner);
}
