package dev.confab.domain.search;

import java.time.Instant;
import java.util.Objects;

/**
 * Where a page ended.
 *
 * @param relaxed whether hits need not have everything that is asked for
 * @param until   what was stored later was not looked at for the first page, and is not for the others
 * @param last    the last hit of the page
 */
public record SearchCursor(boolean relaxed, Instant until, SearchPlace last) {

    public SearchCursor {
        Objects.requireNonNull(until, "until");
        Objects.requireNonNull(last, "last");
    }
}
