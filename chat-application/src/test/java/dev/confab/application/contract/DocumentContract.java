package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentAdding;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.document.Passage;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.NewPassage;
import dev.confab.domain.ingestion.Publishing;
import dev.confab.domain.ingestion.Unembedded;
import dev.confab.domain.retrieval.IndexedPassage;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageFeed;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.run.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of a store of documents have in common: the words in which they speak with it. */
public abstract class DocumentContract {

    final Owner ada = new Owner("ada-" + UUID.randomUUID());
    final Owner bob = new Owner("bob-" + UUID.randomUUID());
    private DocumentStores stores = unset();

    /** Returns the store to be tested, with nothing in it. */
    protected abstract DocumentStores stores();

    @BeforeEach
    final void takeStores() {
        stores = stores();
    }

    final DocumentStore documents() {
        return stores.documents();
    }

    final IngestionStore ingestion() {
        return stores.ingestion();
    }

    final PassageStore passages() {
        return stores.passages();
    }

    /** Puts a text as a content of one part. */
    final ContentId put(Owner owner, String text) {
        var content = new ContentId(UUID.randomUUID());
        documents().putContent(owner, content, 0, DocumentFixtures.bytes(text));
        return content;
    }

    /** Adds a text file as a document of its own. */
    final DocumentId add(Owner owner, String text) {
        return added(documents().add(owner, DocumentFixtures.file(put(owner, text), title(text), text))).id();
    }

    /** Adds a text file as a new version. */
    final Document replace(Owner owner, DocumentId document, String text) {
        return added(documents().add(owner, replacing(owner, document, text)));
    }

    final NewVersion replacing(Owner owner, DocumentId document, String text) {
        return DocumentFixtures.file(DocumentFixtures.newDocument(), Optional.of(document), put(owner, text),
                title(text), text);
    }

    final Document find(Owner owner, DocumentId document) {
        return documents().find(owner, document).orElseThrow();
    }

    final IngestionTask claim() {
        return claim(DocumentFixtures.HOLD);
    }

    final IngestionTask claim(Hold hold) {
        return ingestion().claim(hold).orElseThrow();
    }

    /** Claims what can be claimed soon. */
    final IngestionTask claimSoon(Hold hold) {
        var claimed = new ArrayList<IngestionTask>();
        await(() -> ingestion().claim(hold).map(claimed::add).orElse(false));
        return claimed.getFirst();
    }

    /** Reads and cuts what was claimed. */
    final List<PassageId> cut(IngestionTask task, String... pieces) {
        Map<PassageId, NewPassage> cut = DocumentFixtures.cut(pieces);
        assertTrue(ingestion().savePages(task.owner(), task.key(), DocumentFixtures.HOLD,
                DocumentFixtures.pages(String.join("\n\n", pieces)), Optional.empty()));
        assertTrue(ingestion().endReading(task.owner(), task.key(), DocumentFixtures.HOLD, 1));
        assertTrue(ingestion().savePassages(task.owner(), task.key(), DocumentFixtures.HOLD, cut));
        assertTrue(ingestion().endCutting(task.owner(), task.key(), DocumentFixtures.HOLD, cut.size()));
        return List.copyOf(cut.keySet());
    }

    final void embed(IngestionTask task, VectorSpace space) {
        assertTrue(ingestion().saveVectors(task.owner(), task.key(), DocumentFixtures.HOLD, space,
                vectors(space, ingestion().unembedded(task.owner(), task.key(), space, 1_000))));
    }

    static Map<PassageId, Vector> vectors(VectorSpace space, List<Unembedded> passages) {
        Map<PassageId, Vector> vectors = new HashMap<>();
        passages.forEach(lacking -> vectors.put(lacking.passage(),
                DocumentFixtures.vector(space, lacking.text().value())));
        return vectors;
    }

    final Publishing publish(IngestionTask task) {
        return ingestion().publish(task.owner(), task.key(), Optional.empty());
    }

    /** Adds a document and makes it searchable, without vectors. Nothing else may wait to be claimed. */
    final DocumentId searchable(Owner owner, String... pieces) {
        DocumentId document = add(owner, String.join("\n\n", pieces));
        makeSearchable(pieces);
        return document;
    }

    /** Adds a document and makes it searchable, with vectors. */
    final DocumentId searchable(Owner owner, VectorSpace space, String... pieces) {
        DocumentId document = add(owner, String.join("\n\n", pieces));
        IngestionTask task = claim();
        cut(task, pieces);
        embed(task, space);
        assertEquals(Publishing.PUBLISHED, ingestion().publish(owner, task.key(), Optional.of(space)));
        return document;
    }

    /** Makes searchable what waits. */
    final IngestionTask makeSearchable(String... pieces) {
        IngestionTask task = claim();
        cut(task, pieces);
        assertEquals(Publishing.PUBLISHED, publish(task));
        return task;
    }

    /** Returns what an index that follows from a position on is told. */
    final PassageFeed follow(long after) {
        return passages().follow(after, PassageStore.MAX_PAGE);
    }

    final Optional<PassageChange> change(DocumentId document) {
        return follow(0).changes().stream().filter(change -> change.document().equals(document)).findFirst();
    }

    final List<Passage> passagesOf(DocumentId document) {
        return change(document)
                .map(change -> passages().read(change, Optional.empty(), 0, PassageStore.MAX_PAGE)
                        .stream()
                        .map(IndexedPassage::passage)
                        .toList())
                .orElse(List.of());
    }

    final List<String> textsOf(DocumentId document) {
        return passagesOf(document).stream().map(passage -> passage.text().value()).toList();
    }

    private static String title(String text) {
        String title = "Title of " + text;
        return title.substring(0, Math.min(title.length(), Document.MAX_TITLE));
    }

    static Document added(DocumentAdding adding) {
        return assertInstanceOf(DocumentAdding.Added.class, adding).document();
    }

    static Document known(DocumentAdding adding) {
        return assertInstanceOf(DocumentAdding.Known.class, adding).document();
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited for 20 s in vain");
            LockSupport.parkNanos(2_000_000);
        }
    }

    static <T> List<T> atOnce(List<? extends Callable<T>> work) throws Exception {
        try (var pool = Executors.newFixedThreadPool(work.size())) {
            var results = new ArrayList<T>();
            for (Future<T> done : pool.invokeAll(work)) {
                results.add(done.get());
            }
            return results;
        }
    }

    @SuppressWarnings("NullAway")
    private static DocumentStores unset() {
        return null;
    }
}
