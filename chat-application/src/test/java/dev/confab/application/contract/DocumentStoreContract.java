package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentAdding;
import dev.confab.domain.document.DocumentFailure;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.DocumentVersion;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.document.TextSpan;
import dev.confab.domain.document.VersionStatus;
import dev.confab.domain.ingestion.IngestionTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a {@link DocumentStore} promises. */
public abstract class DocumentStoreContract extends DocumentContract {

    @Test
    final void add_aFile_isStoredAndPending() {
        ContentId content = put(ada, "A servo turns.");
        NewVersion given = DocumentFixtures.file(content, "Servos 🤖", "A servo turns.");

        Document document = added(documents().add(ada, given));

        assertEquals(given.document(), document.id());
        assertEquals(given.title(), document.title());
        assertEquals(Optional.empty(), document.searchable());
        assertEquals(Optional.empty(), document.remembered());
        DocumentVersion version = document.latest();
        assertEquals(1, version.number());
        assertEquals(SourceKind.PLAIN_TEXT, version.kind());
        assertEquals("A servo turns.".length(), version.bytes());
        assertEquals(given.digest(), version.digest());
        assertEquals(VersionStatus.PENDING, version.status());
        assertEquals(0, version.pagesDone() + version.passages() + version.embedded());
        assertEquals(Optional.empty(), version.pages());
        assertEquals(document, find(ada, given.document()));
        assertEquals(Optional.of(version), documents().findVersion(ada, given.document(), 1));
    }

    @Test
    final void content_ofManyParts_comesBackByteForByte() {
        var random = new Random(7);
        var content = new ContentId(UUID.randomUUID());
        var first = new byte[DocumentStore.PART];
        var last = new byte[12_345];
        random.nextBytes(first);
        random.nextBytes(last);
        documents().putContent(ada, content, 0, first);
        documents().putContent(ada, content, 1, last);
        documents().putContent(ada, content, 1, last);
        byte[] given = first.clone();
        first[0]++;
        DocumentId id = added(documents().add(ada, new NewVersion(DocumentFixtures.newDocument(), Optional.empty(),
                Optional.empty(), PlainText.of("Noise"),
                new NewVersion.Source.File(content, SourceKind.PDF, given.length + last.length),
                DocumentFixtures.digest("noise")))).id();

        assertArrayEquals(given, documents().readContent(ada, id, 1, 0).orElseThrow());
        assertArrayEquals(last, documents().readContent(ada, id, 1, 1).orElseThrow());
        assertEquals(Optional.empty(), documents().readContent(ada, id, 1, 2).map(part -> part.length));
        assertEquals(Optional.empty(), documents().readContent(ada, id, 2, 0).map(part -> part.length));
        assertEquals(Optional.empty(), documents().readContent(bob, id, 1, 0).map(part -> part.length));
    }

    @Test
    final void putContent_beyondItsLimits_isRefused() {
        var content = new ContentId(UUID.randomUUID());
        assertThrows(IllegalArgumentException.class, () -> documents().putContent(ada, content, 0, new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> documents().putContent(ada, content, -1, new byte[1]));
        assertThrows(IllegalArgumentException.class,
                () -> documents().putContent(ada, content, 0, new byte[DocumentStore.PART + 1]));
    }

    @Test
    final void add_whenPartsAreMissing_storesNothing() {
        NewVersion nothingPut = DocumentFixtures.file(new ContentId(UUID.randomUUID()), "Nothing", "never put");
        NewVersion bobsParts = DocumentFixtures.file(put(bob, "bob's words"), "Bob's", "bob's words");
        NewVersion longer = DocumentFixtures.file(put(ada, "short"), "Longer", "longer than what was put");

        for (NewVersion incomplete : List.of(nothingPut, bobsParts, longer)) {
            assertThrows(IllegalArgumentException.class, () -> documents().add(ada, incomplete));
            assertEquals(Optional.empty(), documents().find(ada, incomplete.document()));
        }
        assertEquals(Optional.empty(), ingestion().claim(DocumentFixtures.HOLD));
    }

    @Test
    final void add_underAnIdentityThatIsTaken_isRefused() {
        DocumentId taken = add(ada, "first");
        NewVersion second = DocumentFixtures.file(taken, Optional.empty(), put(ada, "second"), "Second", "second");

        assertThrows(IllegalArgumentException.class, () -> documents().add(ada, second));
        assertEquals(DocumentFixtures.digest("first"), find(ada, taken).latest().digest());
    }

    @Test
    final void add_theSameContentAgain_isKnownForThatOwnerAlone() {
        DocumentId first = add(ada, "the same");

        Document again = known(
                documents().add(ada, DocumentFixtures.file(put(ada, "the same"), "Another title", "the same")));

        assertEquals(find(ada, first), again);
        assertEquals("Title of the same", again.title().value());
        assertEquals(1, documents().list(ada, Optional.empty(), 10).size());
        assertTrue(!add(bob, "the same").equals(first));
    }

    @Test
    final void add_theSameContentAgain_whenItHadFailed_isPendingAgain() {
        DocumentId document = add(ada, "it fails");
        IngestionTask task = claim();
        assertTrue(ingestion().fail(ada, task.key(), new DocumentFailure("file_damaged", "It is damaged.")));

        Document again = known(
                documents().add(ada, DocumentFixtures.file(put(ada, "it fails"), "It fails", "it fails")));

        assertEquals(VersionStatus.PENDING, again.latest().status());
        assertEquals(Optional.empty(), again.latest().failure());
        assertEquals(Optional.empty(), again.latest().finishedAt());
        IngestionTask next = claim();
        assertEquals(document, next.key().document());
        assertTrue(next.key().attempt() > task.key().attempt());
    }

    @Test
    final void add_anOldContentAfterItWasReplaced_isANewDocument() {
        DocumentId document = add(ada, "old");
        replace(ada, document, "new");

        assertTrue(!add(ada, "old").equals(document));
        assertEquals(document, known(
                documents().add(ada, DocumentFixtures.file(put(ada, "new"), "New", "new"))).id());
    }

    @Test
    final void add_theSameContentManyTimesAtOnce_isOneDocument() throws Exception {
        List<Callable<DocumentAdding>> adders = IntStream.range(0, 8)
                .<Callable<DocumentAdding>>mapToObj(number -> () -> documents().add(ada,
                        DocumentFixtures.file(put(ada, "at once"), "Title " + number, "at once")))
                .toList();

        List<DocumentAdding> results = atOnce(adders);

        List<Document> added = results.stream()
                .filter(DocumentAdding.Added.class::isInstance)
                .map(DocumentContract::added)
                .toList();
        assertEquals(1, added.size());
        results.stream()
                .filter(DocumentAdding.Known.class::isInstance)
                .forEach(result -> assertEquals(added.getFirst().id(), known(result).id()));
        assertEquals(1, documents().list(ada, Optional.empty(), 10).size());
        assertEquals(added.getFirst().id(), claim().key().document());
        assertEquals(Optional.empty(), ingestion().claim(DocumentFixtures.HOLD));
    }

    @Test
    final void add_newVersionsAtOnce_areNumberedDensely() throws Exception {
        DocumentId document = add(ada, "version 1");
        List<Callable<Integer>> adders = IntStream.rangeClosed(2, 9)
                .<Callable<Integer>>mapToObj(
                        number -> () -> replace(ada, document, "version " + number).latest().number())
                .toList();

        List<Integer> numbers = atOnce(adders).stream().sorted().toList();

        assertEquals(IntStream.rangeClosed(2, 9).boxed().toList(), numbers);
        assertEquals(9, find(ada, document).latest().number());
    }

    @Test
    final void add_inPlaceOfAnother_isItsNewestVersion() {
        DocumentId document = add(ada, "old");
        Document before = find(ada, document);

        Document after = replace(ada, document, "new");

        assertEquals(document, after.id());
        assertEquals("Title of new", after.title().value());
        assertEquals(before.createdAt(), after.createdAt());
        assertEquals(2, after.latest().number());
        assertEquals(DocumentFixtures.digest("new"), after.latest().digest());
        assertEquals(Optional.of(before.latest()), documents().findVersion(ada, document, 1));
        assertEquals(Optional.of(after.latest()), documents().findVersion(ada, document, 2));
        assertEquals(Optional.empty(), documents().findVersion(ada, document, 3));
        assertEquals(Optional.empty(), documents().findVersion(ada, document, 0));
        assertArrayEquals(DocumentFixtures.bytes("old"), documents().readContent(ada, document, 1, 0).orElseThrow());
        assertArrayEquals(DocumentFixtures.bytes("new"), documents().readContent(ada, document, 2, 0).orElseThrow());
    }

    @Test
    final void add_inPlaceOfItself_isKnown_butNotInPlaceOfAnother() {
        DocumentId document = add(ada, "same");
        DocumentId other = add(ada, "other");

        assertEquals(1, known(documents().add(ada, replacing(ada, document, "same"))).latest().number());
        assertEquals(2, replace(ada, other, "same").latest().number());
    }

    @Test
    final void add_inPlaceOfNothing_storesNothing() {
        DocumentId bobs = add(bob, "bob's");
        DocumentId turn = DocumentFixtures.newDocument();
        documents().add(ada, DocumentFixtures.chunks(turn, Optional.empty(),
                Optional.of(new SessionId(UUID.randomUUID())), "A turn", "said"));
        for (DocumentId none : List.of(DocumentFixtures.newDocument(), bobs, turn)) {
            assertInstanceOf(DocumentAdding.NothingToReplace.class,
                    documents().add(ada, replacing(ada, none, "mine")));
        }
        assertEquals(List.of(), documents().list(ada, Optional.empty(), 10));
        assertEquals(1, find(bob, bobs).latest().number());
    }

    @Test
    final void add_chunks_comeWithTextAndPassages() {
        NewVersion given = DocumentFixtures.chunks(DocumentFixtures.newDocument(), Optional.empty(), Optional.empty(),
                "Pieces", "One piece.", "Größe 🤖.");

        DocumentVersion version = added(documents().add(ada, given)).latest();

        assertEquals(SourceKind.CHUNKS, version.kind());
        assertEquals(VersionStatus.PENDING, version.status());
        assertEquals(2, version.passages());
        assertEquals(DocumentFixtures.bytes("One piece.\n\nGröße 🤖.").length, version.bytes());
        assertEquals(DocumentFixtures.pages("One piece.\n\nGröße 🤖."),
                documents().readPages(ada, given.document(), 1, 1, 10));
        assertEquals(Optional.empty(), documents().readContent(ada, given.document(), 1, 0).map(part -> part.length));
        IngestionTask task = claim();
        assertEquals(IngestionTask.Progress.CUT, task.progress());
        publish(task);
        assertEquals(((NewVersion.Source.Chunks) given.source()).passages(), passagesOf(given.document()));
    }

    @Test
    final void add_chunksInPlaceOfAnother_areStoredUnderItsIdentityAndNumber() {
        DocumentId document = add(ada, "a file");
        makeSearchable("a file");
        NewVersion given = DocumentFixtures.chunks(DocumentFixtures.newDocument(), Optional.of(document),
                Optional.empty(), "Pieces", "a piece");

        assertEquals(2, added(documents().add(ada, given)).latest().number());
        publish(claim());

        Passage passage = passagesOf(document).getFirst();
        assertEquals(document, passage.document());
        assertEquals(2, passage.version());
        assertEquals("Pieces", passage.title().value());
        assertEquals(new TextSpan(0, 7), passage.span());
    }

    @Test
    final void add_aTurnToBeRemembered_isKnownByItsIdentityAlone() {
        var session = new SessionId(UUID.randomUUID());
        DocumentId turn = DocumentFixtures.newDocument();
        NewVersion given = DocumentFixtures.chunks(turn, Optional.empty(), Optional.of(session), "A turn", "hello");

        assertEquals(Optional.of(session), added(documents().add(ada, given)).remembered());
        assertEquals(turn, known(documents().add(ada, DocumentFixtures.chunks(turn, Optional.empty(),
                Optional.of(session), "A turn", "something else"))).id());
        added(documents().add(ada, DocumentFixtures.chunks(DocumentFixtures.newDocument(), Optional.empty(),
                Optional.of(session), "A turn", "hello")));
        added(documents().add(ada, DocumentFixtures.chunks(DocumentFixtures.newDocument(), Optional.empty(),
                Optional.empty(), "Not a turn", "hello")));
        assertEquals(List.of("Not a turn"), documents().list(ada, Optional.empty(), 10)
                .stream()
                .map(document -> document.title().value())
                .toList());
    }

    @Test
    final void list_givesNewestFirstInPages() {
        var ids = new ArrayList<DocumentId>();
        for (int number = 0; number < 7; number++) {
            ids.addFirst(add(ada, "document " + number));
        }
        add(bob, "bob's");
        replace(ada, ids.getLast(), "a new version moves nothing");

        var listed = new ArrayList<DocumentId>();
        Optional<DocumentId> before = Optional.empty();
        List<Document> page = documents().list(ada, before, 3);
        while (!page.isEmpty()) {
            assertTrue(page.size() <= 3);
            page.forEach(document -> listed.add(document.id()));
            page = documents().list(ada, Optional.of(listed.getLast()), 3);
        }

        assertEquals(ids, listed);
        assertEquals(find(ada, ids.getFirst()), documents().list(ada, Optional.empty(), 1).getFirst());
        assertEquals(List.of(), documents().list(ada, Optional.of(DocumentFixtures.newDocument()), 3));
        assertThrows(IllegalArgumentException.class, () -> documents().list(ada, Optional.empty(), 0));
        assertThrows(IllegalArgumentException.class,
                () -> documents().list(ada, Optional.empty(), DocumentStore.MAX_PAGE + 1));
    }

    @Test
    final void readPages_givesPagesAsFarAsTheyWereRead() {
        DocumentId document = add(ada, "file");
        IngestionTask task = claim();
        List<PageText> pages = new ArrayList<>(DocumentFixtures.pages("one ", "", "three ", "four 🤖"));
        pages.set(2, new PageText(3, PlainText.of("# Three\n"),
                List.of(new PageText.Heading(new TextSpan(0, 7), 1, PlainText.of("Three")))));
        ingestion().savePages(ada, task.key(), DocumentFixtures.HOLD, pages, Optional.of(9));

        assertEquals(pages, documents().readPages(ada, document, 1, 1, 10));
        assertEquals(pages.subList(1, 3), documents().readPages(ada, document, 1, 2, 2));
        assertEquals(List.of(), documents().readPages(ada, document, 1, 5, 10));
        assertEquals(List.of(), documents().readPages(ada, document, 2, 1, 10));
        assertEquals(List.of(), documents().readPages(bob, document, 1, 1, 10));
        assertThrows(IllegalArgumentException.class, () -> documents().readPages(ada, document, 1, 1, 0));
        assertThrows(IllegalArgumentException.class,
                () -> documents().readPages(ada, document, 1, 1, DocumentStore.MAX_PAGE + 1));
    }

    @Test
    final void delete_takesEverythingOfIt_once() {
        DocumentId document = searchable(ada, "found");
        replace(ada, document, "second version");
        DocumentId other = searchableLater(ada, "stays");

        assertTrue(documents().delete(ada, document));
        assertFalse(documents().delete(ada, document));

        assertEquals(Optional.empty(), documents().find(ada, document));
        assertEquals(Optional.empty(), documents().findVersion(ada, document, 1));
        assertEquals(Optional.empty(), documents().readContent(ada, document, 1, 0).map(part -> part.length));
        assertEquals(List.of(), documents().readPages(ada, document, 1, 1, 10));
        assertEquals(List.of(find(ada, other)), documents().list(ada, Optional.empty(), 10));
        assertInstanceOf(DocumentAdding.NothingToReplace.class,
                documents().add(ada, replacing(ada, document, "too late")));
        assertTrue(!add(ada, "second version").equals(document));
    }

    /** Adds a document and makes it searchable while others wait, which are claimed too. */
    private DocumentId searchableLater(Owner owner, String text) {
        DocumentId document = add(owner, text);
        IngestionTask task = claim();
        while (!task.key().document().equals(document)) {
            task = claim();
        }
        cut(task, text);
        publish(task);
        return document;
    }

    @Test
    final void everything_forAnotherOwner_isNotThere() {
        DocumentId document = searchable(ada, "ada's");

        assertEquals(Optional.empty(), documents().find(bob, document));
        assertEquals(Optional.empty(), documents().findVersion(bob, document, 1));
        assertEquals(List.of(), documents().list(bob, Optional.empty(), 10));
        assertEquals(List.of(), documents().list(bob, Optional.of(document), 10));
        assertEquals(List.of(), documents().readPages(bob, document, 1, 1, 10));
        assertFalse(documents().delete(bob, document));
        assertEquals(Set.of(document),
                documents().list(ada, Optional.empty(), 10).stream().map(Document::id).collect(Collectors.toSet()));
        assertEquals(Optional.of(1), find(ada, document).searchable());
    }

    @Test
    final void documentsOfEveryone_belongToNobodyElse() {
        DocumentId document = searchable(Owner.EVERYONE, "for all");

        assertEquals(Optional.empty(), documents().find(ada, document));
        assertFalse(documents().delete(ada, document));
        assertTrue(documents().delete(Owner.EVERYONE, document));
    }
}
