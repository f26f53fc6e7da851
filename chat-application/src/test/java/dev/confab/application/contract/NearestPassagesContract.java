package dev.confab.application.contract;

import static dev.confab.application.contract.DocumentFixtures.OTHER_SPACE;
import static dev.confab.application.contract.DocumentFixtures.SPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.SessionId;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.retrieval.NearestPassages;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@link NearestPassages} promises, over the store of documents that is tested with it. */
public abstract class NearestPassagesContract extends DocumentContract {

    private static final double ROUNDING = 1e-5;

    /** Returns what is to be tested, over the store that this test was given. */
    protected abstract NearestPassages nearest();

    @Test
    final void nearest_givesTheNearestFirst_withTheirCosines() {
        String[] texts = new String[40];
        for (int at = 0; at < texts.length; at++) {
            texts[at] = "passage " + at;
        }
        searchable(ada, SPACE, texts);
        Vector question = DocumentFixtures.vector(SPACE, "the question");
        var expected = new ArrayList<Double>();
        for (String text : texts) {
            expected.add(DocumentFixtures.vector(SPACE, text).cosine(question));
        }
        expected.sort((one, other) -> Double.compare(other, one));

        List<NearestPassages.Near> near = nearest().nearest(ada, Scope.ALL, SPACE, question, 10);

        assertEquals(10, near.size());
        for (int at = 0; at < near.size(); at++) {
            assertEquals(expected.get(at), near.get(at).cosine(), ROUNDING);
        }
        assertEquals(40, near(ada, Scope.ALL, "the question").size());
        assertEquals(Optional.of("passage 7"), near(ada, Scope.ALL, "passage 7").stream().findFirst());
    }

    @Test
    final void nearest_findsWhatTheOwnerMaySeeInTheScopeAlone() {
        DocumentId adas = searchable(ada, SPACE, "ada's");
        DocumentId bobs = searchable(bob, SPACE, "bob's");
        DocumentId everyones = searchable(Owner.EVERYONE, SPACE, "everyone's");

        assertEquals(Set.of("ada's", "everyone's"), Set.copyOf(near(ada, Scope.ALL, "bob's")));
        assertEquals(Set.of("bob's", "everyone's"), Set.copyOf(near(bob, Scope.ALL, "bob's")));
        assertEquals(List.of("ada's"), near(ada, Scope.of(Set.of(adas, bobs)), "bob's"));
        assertEquals(List.of("everyone's"), near(ada, Scope.of(Set.of(everyones)), "bob's"));
        assertEquals(List.of(), near(ada, Scope.of(Set.of(bobs)), "bob's"));
    }

    @Test
    final void nearest_ofOneOwnerAmongMany_isNotCrowdedOut() {
        for (int other = 0; other < 30; other++) {
            searchable(new Owner("other-" + other + "-" + UUID.randomUUID()), SPACE, "the same words " + other % 3,
                    "of all others");
        }
        searchable(ada, SPACE, "ada's own words");

        assertEquals(List.of("ada's own words"), near(ada, Scope.ALL, "the same words 1"));
    }

    @Test
    final void nearest_findsNothingThatIsNotFoundAnyMoreOrYet() {
        DocumentId document = searchable(ada, SPACE, "old");
        replace(ada, document, "new");
        IngestionTask task = claim();
        cut(task, "new");
        embed(task, SPACE);
        assertEquals(List.of("old"), near(ada, Scope.ALL, "new"));

        ingestion().publish(ada, task.key(), Optional.of(SPACE));
        assertEquals(List.of("new"), near(ada, Scope.ALL, "old"));

        documents().delete(ada, document);
        assertEquals(List.of(), near(ada, Scope.ALL, "old"));
    }

    @Test
    final void nearest_inASpaceThatSearchesDoNotUse_findsNothing() {
        searchable(ada, SPACE, "one");
        assertEquals(List.of(), near(ada, OTHER_SPACE, "one"));
        Hold hold = DocumentFixtures.hold(Duration.ofHours(1));
        ingestion().saveSpace(hold, OTHER_SPACE,
                vectors(OTHER_SPACE, ingestion().claimSpace(hold, OTHER_SPACE, 10)));
        assertEquals(List.of(), near(ada, OTHER_SPACE, "one"));

        ingestion().claimSpace(hold, OTHER_SPACE, 10);

        assertEquals(List.of("one"), near(ada, OTHER_SPACE, "one"));
        assertEquals(List.of(), near(ada, SPACE, "one"));
    }

    @Test
    final void nearest_findsNoRememberedTurns() {
        DocumentId turn = DocumentFixtures.newDocument();
        documents().add(ada, DocumentFixtures.chunks(turn, Optional.empty(),
                Optional.of(new SessionId(UUID.randomUUID())), "A turn", "said"));
        IngestionTask task = claim();
        embed(task, SPACE);
        ingestion().publish(ada, task.key(), Optional.of(SPACE));
        searchable(ada, SPACE, "written");

        assertEquals(List.of("written"), near(ada, Scope.ALL, "said"));
    }

    @Test
    final void nearest_findsWhatGotItsVectorsLater() {
        searchable(ada, SPACE, "with");
        searchable(ada, "without");
        assertEquals(List.of("with"), near(ada, Scope.ALL, "without"));
        Hold hold = DocumentFixtures.hold(Duration.ofHours(1));

        ingestion().saveSpace(hold, SPACE, vectors(SPACE, ingestion().claimSpace(hold, SPACE, 10)));

        assertEquals(List.of("without", "with"), near(ada, Scope.ALL, "without"));
    }

    @Test
    final void nearest_beyondItsLimits_isRefused() {
        Vector question = DocumentFixtures.vector(SPACE, "?");
        assertEquals(List.of(), nearest().nearest(ada, Scope.ALL, SPACE, question, 1));
        assertThrows(IllegalArgumentException.class, () -> nearest().nearest(ada, Scope.ALL, SPACE, question, 0));
        assertThrows(IllegalArgumentException.class,
                () -> nearest().nearest(ada, Scope.ALL, SPACE, question, RetrievalQuery.MAX_LIMIT + 1));
    }

    private List<String> near(Owner owner, Scope scope, String question) {
        return near(owner, scope, SPACE, question);
    }

    private List<String> near(Owner owner, VectorSpace space, String question) {
        return near(owner, Scope.ALL, space, question);
    }

    private List<String> near(Owner owner, Scope scope, VectorSpace space, String question) {
        Map<PassageId, String> texts = new HashMap<>();
        follow(0).changes()
                .stream()
                .map(change -> passagesOf(change.document()))
                .flatMap(Collection::stream)
                .forEach(passage -> texts.put(passage.id(), passage.text().value()));
        List<NearestPassages.Near> found = nearest().nearest(owner, scope, space,
                DocumentFixtures.vector(space, question), RetrievalQuery.MAX_LIMIT);
        for (int at = 1; at < found.size(); at++) {
            assertTrue(found.get(at - 1).cosine() >= found.get(at).cosine());
        }
        return found.stream().map(hit -> texts.getOrDefault(hit.passage(), "unknown")).toList();
    }
}
