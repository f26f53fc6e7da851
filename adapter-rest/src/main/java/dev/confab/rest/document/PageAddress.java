package dev.confab.rest.document;

import dev.confab.domain.DocumentId;
import java.util.Optional;

/** Where the page can be read that something points to. */
public final class PageAddress {

    private PageAddress() {}

    /**
     * Returns the address of a page of a version, relative to the server.
     *
     * @param page its number, if the document has pages
     * @param at   a place in the text of the version that is on it
     */
    public static String of(DocumentId document, int version, Optional<Integer> page, int at) {
        String pages = "/documents/" + document + "/pages";
        return page.map(number -> pages + "/" + number + "?version=" + version)
                .orElseGet(() -> pages + "?version=" + version + "&at=" + at);
    }
}
