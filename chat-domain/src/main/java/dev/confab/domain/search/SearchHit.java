package dev.confab.domain.search;

import java.util.Objects;

/**
 * A message, or a session's title, that has what was asked for.
 *
 * @param found   which one
 * @param score   how well, from 0 to 1
 * @param extract the part of its text to show
 */
public record SearchHit(Candidate found, double score, Extract extract) {

    public SearchHit {
        Objects.requireNonNull(found, "found");
        Objects.requireNonNull(extract, "extract");
    }
}
