package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.retrieval.Scope;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a {@link ContextRetriever} promises. */
public abstract class ContextRetrieverContract {

    private static final List<String> TEXTS = List.of("A servo motor turns to an angle and holds it.",
            "Torque is force times lever arm; a gearbox trades speed for torque.",
            "A LiDAR measures distance with light.", "Humanoid robots balance with their hips and ankles 🤖.",
            "Reinforcement learning trains a policy by reward.");

    private final Owner ada = new Owner("ada-" + UUID.randomUUID());
    private final Owner bob = new Owner("bob-" + UUID.randomUUID());

    /** Returns a retriever in which this owner, and nobody else, has these texts, each a passage of one document. */
    protected abstract ContextRetriever retriever(Owner owner, DocumentId document, PlainText title,
            List<String> texts);

    @Test
    final void retrieve_findsThePassageThatFitsBest() {
        var document = new DocumentId(UUID.randomUUID());
        List<RankedPassage> found = retriever(ada, document, PlainText.of("Robots"), TEXTS).retrieve(ada,
                query("How does a gearbox change torque?", 3));

        assertEquals(TEXTS.get(1), found.getFirst().passage().text().value());
        assertEquals(document, found.getFirst().passage().document());
        assertEquals("Robots", found.getFirst().passage().title().value());
    }

    @Test
    final void retrieve_givesBestFirstEachOnceWithinTheLimit() {
        ContextRetriever retriever = withTexts();
        for (int limit = 1; limit <= 4; limit++) {
            List<RankedPassage> found = retriever.retrieve(ada,
                    query("servo motor torque LiDAR light policy robots", limit));

            assertEquals(limit, found.size());
            for (int at = 1; at < found.size(); at++) {
                assertTrue(found.get(at - 1).score() >= found.get(at).score());
            }
            assertEquals(limit,
                    new HashSet<PassageId>(found.stream().map(each -> each.passage().id()).toList()).size());
        }
    }

    @Test
    final void retrieve_sameQuestionTwice_givesTheSame() {
        ContextRetriever retriever = withTexts();

        assertEquals(retriever.retrieve(ada, query("What is torque?", 5)),
                retriever.retrieve(ada, query("What is torque?", 5)));
    }

    @Test
    final void retrieve_whenNothingFits_isEmpty() {
        assertEquals(List.of(), withTexts().retrieve(ada, query("xylophone zeppelin", 5)));
    }

    @Test
    final void retrieve_forAnotherOwner_findsNothing() {
        assertEquals(List.of(), withTexts().retrieve(bob, query("What is torque?", 5)));
    }

    @Test
    final void retrieve_withinAScope_findsNothingElse() {
        var document = new DocumentId(UUID.randomUUID());
        ContextRetriever retriever = retriever(ada, document, PlainText.of("Robots"), TEXTS);

        assertFalse(retriever.retrieve(ada, query("What is torque?", Scope.of(Set.of(document)))).isEmpty());
        assertEquals(List.of(),
                retriever.retrieve(ada, query("What is torque?", Scope.of(Set.of(new DocumentId(UUID.randomUUID()))))));
    }

    @Test
    final void retrieve_ofWhatIsAskedForWordByWord_hasMoreSupportThanOfWhatIsHardlyTouched() {
        ContextRetriever retriever = withTexts();

        double much = retriever.retrieve(ada, query("servo motor angle", 1)).getFirst().support();
        double little = retriever.retrieve(ada, query("light cake recipe butter flour sugar oven dough yeast", 1))
                .stream()
                .mapToDouble(RankedPassage::support)
                .findFirst()
                .orElse(0);

        assertTrue(much > little, () -> much + " is not more than " + little);
    }

    @Test
    final void retrieve_withAnyQuestion_answers() {
        ContextRetriever retriever = withTexts();
        for (String odd : List.of("?", "+-&&||!(){}[]^\"~*:\\/", "torque AND (", "title:\"", "*", "🤖",
                "a".repeat(100_000),
                "torque ".repeat(5_000))) {
            assertTrue(retriever.retrieve(ada, query(odd, 5)).size() <= 5);
        }
        assertFalse(retriever.retrieve(ada, query("TORQUE!!!", 5)).isEmpty());
    }

    private ContextRetriever withTexts() {
        return retriever(ada, new DocumentId(UUID.randomUUID()), PlainText.of("Robots"), TEXTS);
    }

    private static RetrievalQuery query(String question, Scope scope) {
        return new RetrievalQuery(Optional.empty(), PlainText.of(question), scope, false, 5, OptionalLong.empty());
    }

    private static RetrievalQuery query(String question, int limit) {
        return RetrievalQuery.of(PlainText.of(question), limit);
    }
}
