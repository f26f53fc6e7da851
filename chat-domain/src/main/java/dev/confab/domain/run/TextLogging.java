package dev.confab.domain.run;

import dev.confab.domain.RunId;
import java.util.Set;

/**
 * What came of storing pieces of text. A piece whose run is in neither of the first two sets is stored,
 * or was so before.
 *
 * @param lost        runs that are not their writer's any more: ended, or executed by somebody else. Nothing of them was
 *                    stored
 * @param gaps        runs of which the store has not what stands before the piece, as after the loss of a volatile log.
 *                    Nothing of them was stored; the whole text from position 0 will be taken
 * @param cancelAsked runs whose end somebody asked for and that are not lost; there may be gaps among them
 */
public record TextLogging(Set<RunId> lost, Set<RunId> gaps, Set<RunId> cancelAsked) {

    /** All was stored. */
    public static final TextLogging ALL = new TextLogging(Set.of(), Set.of(), Set.of());

    public TextLogging {
        lost = Set.copyOf(lost);
        gaps = Set.copyOf(gaps);
        cancelAsked = Set.copyOf(cancelAsked);
    }
}
