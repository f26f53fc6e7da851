package dev.confab.application.document;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;

/** Deletes documents. */
public interface RemoveDocument {

    /**
     * Deletes a document in all its versions. No search finds it from now on, at any process; citations of it keep their
     * quotes.
     *
     * @return whether there was one
     * @throws StoreFault if the store fails; saying the same again is safe
     */
    boolean remove(Owner owner, DocumentId document);
}
