package dev.confab.domain.ingestion;

import dev.confab.domain.document.PageText.Heading;
import java.util.Optional;

/**
 * What a passage is made of: a heading, a block that fits, or a part of one that does not.
 *
 * @param tokens    how many it has, no more than a passage should have
 * @param divisible whether it is a paragraph that may have several sentences
 * @param heading   what it is, if it is a heading
 */
record Unit(int from, int to, int tokens, boolean divisible, Optional<Heading> heading) {

    boolean isHeading() {
        return heading.isPresent();
    }
}
