package dev.confab.application.memory;

import dev.confab.application.contract.TurnFixtures;
import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.grounding.Citation;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What a simulated answer cites: wherever it names a thing, its text alone tells what. */
final class SimulatedCitations {

    private static final String NAMED = "servo.";
    private static final PassageId PASSAGE = new PassageId(new UUID(0, 1));
    private static final DocumentId DOCUMENT = new DocumentId(new UUID(0, 2));

    private SimulatedCitations() {}

    /** The citations of an answer, or of its beginning, that end behind a position. */
    static List<Citation> of(String text, int after) {
        var citations = new ArrayList<Citation>();
        for (int at = text.indexOf(NAMED); at >= 0; at = text.indexOf(NAMED, at + 1)) {
            int end = at + NAMED.length();
            if (end > after) {
                Citation some = TurnFixtures.citation(1 + at % 3, end, "a servo");
                citations.add(
                        new Citation(some.marker(), end, PASSAGE, DOCUMENT, 1, some.title(), some.page(), some.span(),
                                some.quote()));
            }
        }
        return List.copyOf(citations);
    }
}
