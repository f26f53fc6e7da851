package dev.confab.retrieval.index;

import dev.confab.domain.PassageId;
import dev.confab.domain.retrieval.RankedPassage.Leg;
import java.util.Optional;

/**
 * A passage that an index proposes.
 *
 * @param coverage how much of the question's words it has, 0 to 1
 * @param lexical  what its words gave
 * @param dense    what its vector gave
 * @param score    what both gave together
 */
record Candidate(PassageId passage, double coverage, Optional<Leg> lexical, Optional<Leg> dense, double score) {}
