package dev.confab.application.contract;

import static dev.confab.application.contract.DocumentFixtures.OTHER_SPACE;
import static dev.confab.application.contract.DocumentFixtures.SPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.Publishing;
import dev.confab.domain.ingestion.Unembedded;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.run.Hold;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an {@link IngestionStore} promises about the space that searches use, and about its exchange. */
public abstract class VectorSpaceContract extends DocumentContract {

    @Test
    final void publish_withTheFirstSpaceOfAll_makesSearchesUseIt() {
        assertEquals(Optional.empty(), follow(0).space());
        searchable(ada, "without");
        assertEquals(Optional.empty(), follow(0).space());

        DocumentId document = searchable(ada, SPACE, "with");

        assertEquals(Optional.of(SPACE), follow(0).space());
        assertEquals(vectors(document, SPACE), List.of(Optional.of(DocumentFixtures.vector(SPACE, "with"))));
        searchable(bob, OTHER_SPACE, "elsewhere");
        assertEquals(Optional.of(SPACE), follow(0).space());
    }

    @Test
    final void claimSpace_givesWhatLacks_andSwapsWhenNothingDoes() {
        DocumentId adas = searchable(ada, SPACE, "one", "two");
        DocumentId bobs = searchable(bob, SPACE, "three");
        long before = follow(0).latest();
        Hold hold = DocumentFixtures.hold(Duration.ofHours(1));

        List<Unembedded> some = ingestion().claimSpace(hold, OTHER_SPACE, 2);
        assertEquals(2, some.size());
        ingestion().saveSpace(hold, OTHER_SPACE, vectors(OTHER_SPACE, some));
        ingestion().saveSpace(hold, OTHER_SPACE, vectors(OTHER_SPACE, some));
        assertEquals(Optional.of(SPACE), follow(0).space());
        assertEquals(before, follow(0).latest());
        List<Unembedded> rest = ingestion().claimSpace(hold, OTHER_SPACE, 2);
        assertEquals(1, rest.size());
        ingestion().saveSpace(hold, OTHER_SPACE, vectors(OTHER_SPACE, rest));
        assertEquals(Optional.of(SPACE), follow(0).space());
        assertEquals(List.of(Optional.of(DocumentFixtures.vector(SPACE, "three"))), vectors(bobs, SPACE));

        assertEquals(List.of(), ingestion().claimSpace(hold, OTHER_SPACE, 2));

        assertEquals(Optional.of(OTHER_SPACE), follow(0).space());
        assertTrue(follow(0).latest() > before);
        assertEquals(follow(0).latest(), passages().latest(ada));
        assertEquals(follow(0).latest(), passages().latest(bob));
        assertEquals(List.of(), follow(before).changes());
        assertEquals(List.of(Optional.of(DocumentFixtures.vector(OTHER_SPACE, "one")),
                Optional.of(DocumentFixtures.vector(OTHER_SPACE, "two"))), vectors(adas, OTHER_SPACE));
        assertEquals(List.of(Optional.of(DocumentFixtures.vector(OTHER_SPACE, "three"))), vectors(bobs, OTHER_SPACE));
        long swapped = follow(0).latest();
        assertEquals(List.of(), ingestion().claimSpace(hold, OTHER_SPACE, 2));
        assertEquals(swapped, follow(0).latest());
    }

    @Test
    final void claimSpace_ofTheSpaceInUse_givesWhatWasPublishedWithout() {
        DocumentId with = searchable(ada, SPACE, "with");
        DocumentId without = searchable(ada, "without", "any");
        Hold hold = DocumentFixtures.hold(Duration.ofHours(1));
        long before = follow(0).latest();

        List<Unembedded> lacking = ingestion().claimSpace(hold, SPACE, 1);
        ingestion().saveSpace(hold, SPACE, vectors(SPACE, lacking));
        assertEquals(List.of(), follow(before).changes());
        List<Unembedded> rest = ingestion().claimSpace(hold, SPACE, 10);
        ingestion().saveSpace(hold, SPACE, vectors(SPACE, rest));
        long after = follow(0).latest();
        ingestion().saveSpace(hold, SPACE, vectors(SPACE, rest));

        assertEquals(List.of("any", "without"),
                Stream.concat(lacking.stream(), rest.stream()).map(piece -> piece.text().value()).sorted().toList());
        assertEquals(List.of(without), follow(before).changes().stream().map(PassageChange::document).toList());
        assertEquals(after, passages().latest(ada));
        assertEquals(after, follow(0).latest());
        assertEquals(List.of(), ingestion().claimSpace(hold, SPACE, 10));
        assertEquals(after, follow(0).latest());
        assertEquals(List.of(Optional.of(DocumentFixtures.vector(SPACE, "without")),
                Optional.of(DocumentFixtures.vector(SPACE, "any"))), vectors(without, SPACE));
        assertEquals(1, vectors(with, SPACE).size());
    }

    @Test
    final void claimSpace_whereNothingIsFound_makesSearchesUseIt() {
        assertEquals(List.of(), ingestion().claimSpace(DocumentFixtures.HOLD, SPACE, 10));
        assertEquals(Optional.of(SPACE), follow(0).space());
        assertEquals(0, passages().latest(ada));
    }

    @Test
    final void claimSpace_whileAnotherIsAtIt_isEmptyAndSwapsNothing() {
        searchable(ada, SPACE, "one");
        Hold first = DocumentFixtures.hold(Duration.ofHours(1));
        Hold second = DocumentFixtures.hold(Duration.ofHours(1));
        List<Unembedded> lacking = ingestion().claimSpace(first, OTHER_SPACE, 10);

        assertEquals(List.of(), ingestion().claimSpace(second, OTHER_SPACE, 10));
        ingestion().saveSpace(first, OTHER_SPACE, vectors(OTHER_SPACE, lacking));
        assertEquals(List.of(), ingestion().claimSpace(second, OTHER_SPACE, 10));
        assertEquals(Optional.of(SPACE), follow(0).space());

        assertEquals(List.of(), ingestion().claimSpace(first, OTHER_SPACE, 10));
        assertEquals(Optional.of(OTHER_SPACE), follow(0).space());
        assertEquals(List.of(), ingestion().claimSpace(second, OTHER_SPACE, 10));
    }

    @Test
    final void claimSpace_whenItsHolderIsLost_isTheNextOnes() {
        searchable(ada, SPACE, "one");
        ingestion().claimSpace(DocumentFixtures.hold(Duration.ofMillis(1)), OTHER_SPACE, 10);
        Hold next = DocumentFixtures.hold(Duration.ofHours(1));

        await(() -> ingestion().claimSpace(next, OTHER_SPACE, 10).size() == 1);
    }

    @Test
    final void saveSpace_keepsTheWorkHeld() {
        searchable(ada, SPACE, "one", "two");
        Hold holder = DocumentFixtures.hold(Duration.ofMillis(500));
        Hold longer = new Hold(holder.replica(), Duration.ofHours(1));
        List<Unembedded> lacking = ingestion().claimSpace(holder, OTHER_SPACE, 1);
        ingestion().saveSpace(longer, OTHER_SPACE, vectors(OTHER_SPACE, lacking));
        long end = System.nanoTime() + Duration.ofMillis(600).toNanos();
        await(() -> System.nanoTime() > end);

        assertEquals(List.of(), ingestion().claimSpace(DocumentFixtures.HOLD, OTHER_SPACE, 10));
    }

    @Test
    final void saveSpace_ofWhatIsGone_isDropped() {
        DocumentId document = searchable(ada, SPACE, "soon gone");
        DocumentId other = searchable(ada, SPACE, "stays");
        Hold hold = DocumentFixtures.hold(Duration.ofHours(1));
        Map<PassageId, Vector> vectors = vectors(OTHER_SPACE, ingestion().claimSpace(hold, OTHER_SPACE, 10));
        documents().delete(ada, document);
        vectors.put(new PassageId(UUID.randomUUID()), DocumentFixtures.vector(OTHER_SPACE, "never was"));

        ingestion().saveSpace(hold, OTHER_SPACE, vectors);

        assertEquals(List.of(), ingestion().claimSpace(hold, OTHER_SPACE, 10));
        assertEquals(Optional.of(OTHER_SPACE), follow(0).space());
        assertEquals(List.of(Optional.of(DocumentFixtures.vector(OTHER_SPACE, "stays"))), vectors(other, OTHER_SPACE));
    }

    @Test
    final void whatIsPublishedDuringAnExchange_isInTheNewSpaceBeforeSearchesUseIt() {
        searchable(ada, SPACE, "before");
        Hold hold = DocumentFixtures.hold(Duration.ofHours(1));
        List<Unembedded> lacking = ingestion().claimSpace(hold, OTHER_SPACE, 10);
        DocumentId meanwhile = searchable(bob, SPACE, "meanwhile");
        ingestion().saveSpace(hold, OTHER_SPACE, vectors(OTHER_SPACE, lacking));

        List<Unembedded> more = ingestion().claimSpace(hold, OTHER_SPACE, 10);

        assertEquals(List.of("meanwhile"), more.stream().map(piece -> piece.text().value()).toList());
        assertEquals(Optional.of(SPACE), follow(0).space());
        ingestion().saveSpace(hold, OTHER_SPACE, vectors(OTHER_SPACE, more));
        assertEquals(List.of(), ingestion().claimSpace(hold, OTHER_SPACE, 10));
        assertEquals(Optional.of(OTHER_SPACE), follow(0).space());
        assertEquals(1, vectors(meanwhile, OTHER_SPACE).stream().filter(Optional::isPresent).count());
    }

    @Test
    final void versionsThatAreNotFoundYet_areNoMatterOfTheSpace() {
        searchable(ada, SPACE, "found");
        add(ada, "not yet");
        IngestionTask task = claim();
        cut(task, "not yet");
        Hold hold = DocumentFixtures.hold(Duration.ofHours(1));

        List<Unembedded> lacking = ingestion().claimSpace(hold, OTHER_SPACE, 10);
        assertEquals(List.of("found"), lacking.stream().map(piece -> piece.text().value()).toList());
        ingestion().saveSpace(hold, OTHER_SPACE, vectors(OTHER_SPACE, lacking));
        assertEquals(List.of(), ingestion().claimSpace(hold, OTHER_SPACE, 10));

        embed(task, OTHER_SPACE);
        assertEquals(Publishing.PUBLISHED, ingestion().publish(ada, task.key(), Optional.of(OTHER_SPACE)));
        assertEquals(List.of(), ingestion().claimSpace(hold, OTHER_SPACE, 10));
    }

    private List<Optional<Vector>> vectors(DocumentId document, VectorSpace space) {
        return passages().read(change(document).orElseThrow(), Optional.of(space), 0, 100)
                .stream()
                .map(indexed -> indexed.vector())
                .toList();
    }
}
