package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.document.DocumentFailure;
import dev.confab.domain.document.DocumentVersion;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.document.VersionStatus;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.Publishing;
import dev.confab.domain.ingestion.Unembedded;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an {@link IngestionStore} promises about the way of one version. */
public abstract class IngestionStoreContract extends DocumentContract {

    private static final DocumentFailure DAMAGED = new DocumentFailure("file_damaged", "It is damaged.");

    @Test
    final void claim_givesWhatHasWaitedLongest_once() {
        DocumentId first = add(ada, "first");
        DocumentId second = add(bob, "second");

        IngestionTask task = claim();

        assertEquals(ada, task.owner());
        assertEquals(new IngestionTask.Key(first, 1, 1), task.key());
        assertEquals(SourceKind.PLAIN_TEXT, task.kind());
        assertEquals("Title of first", task.title().value());
        assertEquals("first".length(), task.bytes());
        assertEquals(IngestionTask.Progress.STORED, task.progress());
        assertEquals(VersionStatus.PROCESSING, find(ada, first).latest().status());
        assertEquals(second, claim().key().document());
        assertEquals(Optional.empty(), ingestion().claim(DocumentFixtures.HOLD));
    }

    @Test
    final void claim_byManyAtOnce_givesEachVersionToOne() throws Exception {
        IntStream.range(0, 12).forEach(number -> add(ada, "document " + number));

        List<Callable<List<IngestionTask>>> claimers = IntStream.range(0, 6)
                .<Callable<List<IngestionTask>>>mapToObj(number -> () -> IntStream.range(0, 6)
                        .mapToObj(again -> ingestion().claim(DocumentFixtures.hold(Duration.ofHours(1))))
                        .flatMap(Optional::stream)
                        .toList())
                .toList();
        List<IngestionTask> claimed = atOnce(claimers).stream().flatMap(List::stream).toList();

        assertEquals(12, claimed.size());
        assertEquals(12, new HashSet<>(claimed.stream().map(task -> task.key().document()).toList()).size());
        assertTrue(claimed.stream().allMatch(task -> task.key().attempt() == 1));
    }

    @Test
    final void untilNext_tellsWhenThereIsSomethingToClaim() {
        assertEquals(Optional.empty(), ingestion().untilNext());
        DocumentId document = add(ada, "waits");
        assertEquals(Optional.of(Duration.ZERO), ingestion().untilNext());

        IngestionTask task = claim(DocumentFixtures.hold(Duration.ofMinutes(10)));
        assertBetween(Duration.ofMinutes(9), Duration.ofMinutes(10), ingestion().untilNext());

        assertTrue(ingestion().giveBack(ada, task.key(), Duration.ofMinutes(30), true));
        assertBetween(Duration.ofMinutes(29), Duration.ofMinutes(30), ingestion().untilNext());

        add(ada, "ready at once");
        assertEquals(Optional.of(Duration.ZERO), ingestion().untilNext());
        makeSearchable("ready at once");
        documents().delete(ada, document);
        assertEquals(Optional.empty(), ingestion().untilNext());
    }

    private static void assertBetween(Duration least, Duration most, Optional<Duration> actual) {
        assertTrue(actual.isPresent() && actual.get().compareTo(least) >= 0 && actual.get().compareTo(most) <= 0,
                () -> "not between " + least + " and " + most + ": " + actual);
    }

    @Test
    final void claim_whenTheLeaseIsOver_givesTheVersionToTheNext() {
        DocumentId document = add(ada, "taken over");
        IngestionTask lost = claim(DocumentFixtures.hold(Duration.ofMillis(1)));

        IngestionTask task = claimSoon(DocumentFixtures.HOLD);

        assertEquals(new IngestionTask.Key(document, 1, 2), task.key());
        assertNobody(lost.owner(), lost.key());
        assertTrue(ingestion().extend(ada, task.key(), DocumentFixtures.HOLD));
    }

    @Test
    final void eachWordOfTheHolder_extendsTheLease_alsoAfterItsEnd() {
        add(ada, "held");
        IngestionTask task = claim(DocumentFixtures.hold(Duration.ofMillis(1)));
        var cut = DocumentFixtures.cut("held");
        var passage = cut.keySet().iterator().next();
        List<Function<dev.confab.domain.run.Hold, Boolean>> words = List.of(
                hold -> ingestion().extend(ada, task.key(), hold),
                hold -> ingestion().savePages(ada, task.key(), hold, DocumentFixtures.pages("held"), Optional.empty()),
                hold -> ingestion().endReading(ada, task.key(), hold, 1),
                hold -> ingestion().savePassages(ada, task.key(), hold, cut),
                hold -> ingestion().endCutting(ada, task.key(), hold, 1),
                hold -> ingestion().saveVectors(ada, task.key(), hold, DocumentFixtures.SPACE,
                        Map.of(passage, DocumentFixtures.vector(DocumentFixtures.SPACE, "held"))));
        for (var word : words) {
            await(() -> ingestion().untilNext().equals(Optional.of(Duration.ZERO)));
            assertTrue(word.apply(DocumentFixtures.hold(Duration.ofMinutes(10))));
            assertBetween(Duration.ofMinutes(9), Duration.ofMinutes(10), ingestion().untilNext());
            assertEquals(Optional.empty(), ingestion().claim(DocumentFixtures.HOLD));
            assertTrue(ingestion().extend(ada, task.key(), DocumentFixtures.hold(Duration.ofMillis(1))));
        }
        assertEquals(Publishing.PUBLISHED, publish(task));
    }

    @Test
    final void nobodyButTheHolder_storesAnything() {
        DocumentId document = add(ada, "one two");
        IngestionTask zombie = claim(DocumentFixtures.hold(Duration.ofMillis(1)));
        IngestionTask task = claimSoon(DocumentFixtures.HOLD);
        cut(task, "one", "two");
        DocumentVersion before = find(ada, document).latest();

        assertNobody(ada, zombie.key());
        assertNobody(bob, task.key());
        assertNobody(ada, new IngestionTask.Key(document, 1, task.key().attempt() + 1));
        assertNobody(ada, new IngestionTask.Key(document, 2, task.key().attempt()));
        assertNobody(ada, new IngestionTask.Key(DocumentFixtures.newDocument(), 1, 1));

        assertEquals(before, find(ada, document).latest());
        assertEquals(DocumentFixtures.pages("one\n\ntwo"), documents().readPages(ada, document, 1, 1, 10));
        assertEquals(2, ingestion().unembedded(ada, task.key(), DocumentFixtures.SPACE, 10).size());
        publish(task);
        assertEquals(List.of("one", "two"), textsOf(document));
        assertNobody(ada, task.key());
        assertEquals(VersionStatus.READY, find(ada, document).latest().status());
    }

    /** Says everything that stores something under a key that is nobody's. */
    private void assertNobody(Owner owner, IngestionTask.Key key) {
        var cut = DocumentFixtures.cut("zombie");
        assertFalse(ingestion().extend(owner, key, DocumentFixtures.HOLD));
        assertFalse(ingestion().giveBack(owner, key, Duration.ZERO, true));
        assertFalse(ingestion().savePages(owner, key, DocumentFixtures.HOLD, DocumentFixtures.pages("zombie", "two"),
                Optional.of(2)));
        assertFalse(ingestion().endReading(owner, key, DocumentFixtures.HOLD, 0));
        assertFalse(ingestion().savePassages(owner, key, DocumentFixtures.HOLD, cut));
        assertFalse(ingestion().endCutting(owner, key, DocumentFixtures.HOLD, 0));
        assertEquals(List.of(), ingestion().unembedded(owner, key, DocumentFixtures.SPACE, 10));
        assertFalse(ingestion().saveVectors(owner, key, DocumentFixtures.HOLD, DocumentFixtures.SPACE,
                Map.of(cut.keySet().iterator().next(), DocumentFixtures.vector(DocumentFixtures.SPACE, "zombie"))));
        assertFalse(ingestion().fail(owner, key, DAMAGED));
        assertEquals(Publishing.LOST, ingestion().publish(owner, key, Optional.of(DocumentFixtures.SPACE)));
    }

    @Test
    final void giveBack_letsOthersClaimWhenItIsTime() {
        DocumentId document = add(ada, "given back");
        IngestionTask task = claim();

        assertTrue(ingestion().giveBack(ada, task.key(), Duration.ofMillis(200), false));

        assertNobody(ada, task.key());
        assertEquals(Optional.empty(), ingestion().claim(DocumentFixtures.HOLD));
        assertEquals(VersionStatus.PROCESSING, find(ada, document).latest().status());
        assertEquals(new IngestionTask.Key(document, 1, 2), claimSoon(DocumentFixtures.HOLD).key());
    }

    @Test
    final void claim_afterTooManyAttempts_makesItFail() {
        DocumentId document = add(ada, "poison");
        for (int attempt = 1; attempt <= IngestionStore.MAX_ATTEMPTS; attempt++) {
            IngestionTask task = claim();
            assertEquals(attempt, task.key().attempt());
            assertTrue(ingestion().giveBack(ada, task.key(), Duration.ZERO, true));
        }
        DocumentId next = add(ada, "wholesome");

        assertEquals(next, claim().key().document());

        DocumentVersion version = find(ada, document).latest();
        assertEquals(VersionStatus.FAILED, version.status());
        assertEquals(Optional.of(IngestionStore.GIVEN_UP), version.failure().map(DocumentFailure::code));
        assertTrue(version.finishedAt().isPresent());
    }

    @Test
    final void claim_afterLeasesThatRanOut_makesItFailToo() {
        DocumentId document = add(ada, "kills its readers");
        for (int attempt = 1; attempt <= IngestionStore.MAX_ATTEMPTS; attempt++) {
            assertEquals(attempt, claimSoon(DocumentFixtures.hold(Duration.ofMillis(1))).key().attempt());
        }

        await(() -> ingestion().claim(DocumentFixtures.HOLD).isEmpty()
                && find(ada, document).latest().status() == VersionStatus.FAILED);
    }

    @Test
    final void giveBack_uncounted_isNoAttempt() {
        add(ada, "waits for its provider");
        for (int attempt = 1; attempt <= 3 * IngestionStore.MAX_ATTEMPTS; attempt++) {
            IngestionTask task = claim();
            assertEquals(attempt, task.key().attempt());
            assertTrue(ingestion().giveBack(ada, task.key(), Duration.ZERO, false));
        }
        assertTrue(ingestion().claim(DocumentFixtures.HOLD).isPresent());
    }

    @Test
    final void progress_isKeptForTheNextAttempt() {
        DocumentId document = add(ada, "one two");
        IngestionTask task = claim();
        ingestion().savePages(ada, task.key(), DocumentFixtures.HOLD, DocumentFixtures.pages("one ", "two", "?"),
                Optional.of(3));
        assertEquals(3, find(ada, document).latest().pagesDone());
        assertEquals(Optional.of(3), find(ada, document).latest().pages());

        task = again(task);
        assertEquals(IngestionTask.Progress.STORED, task.progress());
        ingestion().savePages(ada, task.key(), DocumentFixtures.HOLD, DocumentFixtures.pages("one ", "two"),
                Optional.of(2));
        ingestion().endReading(ada, task.key(), DocumentFixtures.HOLD, 2);
        ingestion().endReading(ada, task.key(), DocumentFixtures.HOLD, 2);
        assertEquals(2, find(ada, document).latest().pagesDone());
        assertEquals(DocumentFixtures.pages("one ", "two"), documents().readPages(ada, document, 1, 1, 10));

        task = again(task);
        assertEquals(IngestionTask.Progress.READ, task.progress());
        ingestion().savePassages(ada, task.key(), DocumentFixtures.HOLD, DocumentFixtures.cut("an", "earlier", "cut"));
        assertEquals(3, find(ada, document).latest().passages());

        task = again(task);
        assertEquals(IngestionTask.Progress.READ, task.progress());
        ingestion().savePassages(ada, task.key(), DocumentFixtures.HOLD, DocumentFixtures.cutFrom(0, "one"));
        var second = DocumentFixtures.cutFrom(1, "two");
        ingestion().savePassages(ada, task.key(), DocumentFixtures.HOLD, second);
        ingestion().savePassages(ada, task.key(), DocumentFixtures.HOLD, second);
        ingestion().endCutting(ada, task.key(), DocumentFixtures.HOLD, 2);
        ingestion().endCutting(ada, task.key(), DocumentFixtures.HOLD, 2);
        assertEquals(2, find(ada, document).latest().passages());

        task = again(task);
        assertEquals(IngestionTask.Progress.CUT, task.progress());
        publish(task);
        assertEquals(List.of("one", "two"), textsOf(document));
    }

    private IngestionTask again(IngestionTask task) {
        assertTrue(ingestion().giveBack(task.owner(), task.key(), Duration.ZERO, false));
        return claim();
    }

    @Test
    final void unembedded_givesWhatLacksVectors_inOrder() {
        DocumentId document = add(ada, "a b c");
        IngestionTask task = claim();
        cut(task, "a", "b", "c");

        List<Unembedded> first = ingestion().unembedded(ada, task.key(), DocumentFixtures.SPACE, 2);
        assertEquals(List.of("a", "b"), first.stream().map(lacking -> lacking.text().value()).toList());
        assertEquals("Title of a b c", first.getFirst().title().value());
        assertEquals("Heading", first.getFirst().headings().getFirst().value());
        var vectors = vectors(DocumentFixtures.SPACE, first);
        ingestion().saveVectors(ada, task.key(), DocumentFixtures.HOLD, DocumentFixtures.SPACE, vectors);
        ingestion().saveVectors(ada, task.key(), DocumentFixtures.HOLD, DocumentFixtures.SPACE, vectors);
        assertEquals(2, find(ada, document).latest().embedded());

        task = again(task);
        List<Unembedded> rest = ingestion().unembedded(ada, task.key(), DocumentFixtures.SPACE, 2);
        assertEquals(List.of("c"), rest.stream().map(lacking -> lacking.text().value()).toList());
        assertEquals(3, ingestion().unembedded(ada, task.key(), DocumentFixtures.OTHER_SPACE, 10).size());
        ingestion().saveVectors(ada, task.key(), DocumentFixtures.HOLD, DocumentFixtures.SPACE,
                vectors(DocumentFixtures.SPACE, rest));
        assertEquals(List.of(), ingestion().unembedded(ada, task.key(), DocumentFixtures.SPACE, 10));
    }

    @Test
    final void saveVectors_ofPassagesOfAnotherVersion_storesNone() {
        add(ada, "mine");
        IngestionTask mine = claim();
        cut(mine, "mine");
        add(bob, "bob's");
        IngestionTask bobs = claim();
        cut(bobs, "bob's");

        ingestion().saveVectors(ada, mine.key(), DocumentFixtures.HOLD, DocumentFixtures.SPACE,
                vectors(DocumentFixtures.SPACE, ingestion().unembedded(bob, bobs.key(), DocumentFixtures.SPACE, 10)));

        assertEquals(1, ingestion().unembedded(bob, bobs.key(), DocumentFixtures.SPACE, 10).size());
    }

    @Test
    final void publish_makesTheVersionReadyAndFound() {
        DocumentId document = add(ada, "found");
        IngestionTask task = claim();
        cut(task, "found");
        assertEquals(List.of(), textsOf(document));

        assertEquals(Publishing.PUBLISHED, publish(task));

        assertEquals(Optional.of(1), find(ada, document).searchable());
        assertEquals(VersionStatus.READY, find(ada, document).latest().status());
        assertTrue(find(ada, document).latest().finishedAt().isPresent());
        assertEquals(List.of("found"), textsOf(document));
        assertEquals(Optional.empty(), ingestion().untilNext());
    }

    @Test
    final void publish_ofANewVersion_takesThePlaceOfTheOldOne() {
        DocumentId document = searchable(ada, "old", "older");
        replace(ada, document, "new");
        IngestionTask task = claim();
        assertEquals(2, task.key().version());
        cut(task, "new");
        assertEquals(List.of("old", "older"), textsOf(document));
        assertEquals(Optional.of(1), find(ada, document).searchable());

        assertEquals(Publishing.PUBLISHED, publish(task));

        assertEquals(List.of("new"), textsOf(document));
        assertEquals(Optional.of(2), find(ada, document).searchable());
        assertEquals(VersionStatus.READY, documents().findVersion(ada, document, 1).orElseThrow().status());
        assertEquals(DocumentFixtures.pages("old\n\nolder"), documents().readPages(ada, document, 1, 1, 10));
    }

    @Test
    final void publish_whenANewerVersionIsFound_isSuperseded() {
        DocumentId document = add(ada, "first");
        IngestionTask first = claim();
        cut(first, "first");
        replace(ada, document, "second");
        makeSearchable("second");
        long latest = passages().latest(ada);

        assertEquals(Publishing.SUPERSEDED, publish(first));

        assertEquals(List.of("second"), textsOf(document));
        assertEquals(latest, passages().latest(ada));
        assertEquals(VersionStatus.READY, documents().findVersion(ada, document, 1).orElseThrow().status());
        assertEquals(Optional.of(2), find(ada, document).searchable());
    }

    @Test
    final void publish_ofADeletedDocument_isLost() {
        DocumentId document = add(ada, "deleted meanwhile");
        IngestionTask task = claim();
        cut(task, "deleted meanwhile");
        assertTrue(documents().delete(ada, document));

        assertNobody(ada, task.key());
        assertEquals(Optional.empty(), documents().find(ada, document));
    }

    @Test
    final void fail_leavesWhatWasFound() {
        DocumentId document = searchable(ada, "good");
        replace(ada, document, "bad");
        IngestionTask task = claim();

        assertTrue(ingestion().fail(ada, task.key(), DAMAGED));

        assertEquals(VersionStatus.FAILED, find(ada, document).latest().status());
        assertEquals(Optional.of(DAMAGED), find(ada, document).latest().failure());
        assertTrue(find(ada, document).latest().finishedAt().isPresent());
        assertEquals(Optional.of(1), find(ada, document).searchable());
        assertEquals(List.of("good"), textsOf(document));
        assertEquals(Optional.empty(), ingestion().claim(DocumentFixtures.HOLD));
        assertEquals(Optional.empty(), ingestion().untilNext());
        assertNobody(ada, task.key());
    }

    @Test
    final void passages_getNewIdentitiesInANewVersion() {
        DocumentId document = searchable(ada, "same words");
        var before = passagesOf(document).getFirst().id();
        replace(ada, document, "same words, one more");
        makeSearchable("same words");

        assertNotEquals(before, passagesOf(document).getFirst().id());
    }
}
