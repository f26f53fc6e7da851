package dev.confab.application.ingestion;

import dev.confab.domain.IdSource;
import dev.confab.domain.PassageId;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.PageText;
import dev.confab.domain.fault.ExtractionFault;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.NewPassage;
import dev.confab.domain.ingestion.PassageCutter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The second step: the text that was read becomes passages. */
final class Cutting {

    private static final int BATCH = 200;

    private final DocumentStore documents;
    private final IngestionStore store;
    private final PassageCutter cutter;
    private final IdSource ids;

    Cutting(IngestionPorts ports, PassageCutter cutter) {
        this.documents = ports.documents();
        this.store = ports.ingestion();
        this.cutter = cutter;
        this.ids = ports.ids();
    }

    void cut(HeldVersion held, Runnable progressed) {
        Iterator<NewPassage> passages = cutter.passages(held.task().kind(), pages(held));
        int count = 0;
        while (passages.hasNext()) {
            held.check();
            Map<PassageId, NewPassage> batch = new LinkedHashMap<>();
            while (passages.hasNext() && batch.size() < BATCH) {
                batch.put(new PassageId(ids.next()), passages.next());
            }
            held.store(() -> store.savePassages(held.owner(), held.key(), held.hold(), batch));
            count += batch.size();
            progressed.run();
        }
        if (count == 0) {
            throw new ExtractionFault(ExtractionFault.Reason.NO_TEXT, "There is no text in this document.", null);
        }
        int all = count;
        held.store(() -> store.endCutting(held.owner(), held.key(), held.hold(), all));
    }

    private List<PageText> pages(HeldVersion held) {
        IngestionTask.Key key = held.key();
        var pages = new ArrayList<PageText>();
        List<PageText> some;
        do {
            int from = pages.size() + 1;
            some = held.patiently(() -> documents.readPages(held.owner(), key.document(), key.version(), from,
                    DocumentStore.MAX_PAGE));
            pages.addAll(some);
        } while (some.size() == DocumentStore.MAX_PAGE);
        return pages;
    }
}
