package dev.confab.domain.retrieval;

import dev.confab.domain.embedding.VectorSpace;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What changed, for an index that follows.
 *
 * @param changes  in the order of their positions; fewer than were asked for when there are no more
 * @param latest   the position of the latest change of all
 * @param complete whether deletions after the asked position are all still known, as they are for at least a day; if not,
 *                 who had that position must begin anew at 0. Who has begun there need not heed this until he has reached the
 *                 {@code latest} that he was told first
 * @param space    the space whose vectors searches use, if there is one. Its exchange is a change of its own position
 */
public record PassageFeed(List<PassageChange> changes, long latest, boolean complete, Optional<VectorSpace> space) {

    public PassageFeed {
        changes = List.copyOf(changes);
        Objects.requireNonNull(space, "space");
        if (latest < 0) {
            throw new IllegalArgumentException("positions are not negative");
        }
    }
}
