package dev.confab.application.search;

import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.search.SearchPage;
import dev.confab.domain.search.SearchQuery;

/** Searches the messages and titles of an owner's sessions. */
@FunctionalInterface
public interface SearchMessages {

    /**
     * Returns the best hits, as {@link MessageSearch#search} tells.
     *
     * @throws StoreFault if the store fails
     */
    SearchPage search(Owner owner, SearchQuery query);

    /** Returns this use case over a store that can be searched. */
    static SearchMessages from(MessageSearch store) {
        return store::search;
    }
}
