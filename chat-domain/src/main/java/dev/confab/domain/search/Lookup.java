package dev.confab.domain.search;

import java.util.Objects;

/**
 * A term as an index knows it, letters and digits with perhaps a mark before them.
 *
 * @param term   the term, or what it begins with
 * @param prefix whether every term that begins so will do
 */
public record Lookup(String term, boolean prefix) {

    /** Stands before a stem. No word begins so. */
    static final char STEM = '~';

    public Lookup {
        Objects.requireNonNull(term, "term");
        if (term.isEmpty()) {
            throw new IllegalArgumentException("a term has a letter");
        }
    }
}
