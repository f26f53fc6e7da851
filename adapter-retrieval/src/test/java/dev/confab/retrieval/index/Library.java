package dev.confab.retrieval.index;

import dev.confab.application.contract.DocumentFixtures;
import dev.confab.application.memory.InMemoryDocumentStore;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.DocumentAdding.Added;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.TextSpan;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.Unembedded;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Documents in a store, searchable as soon as they are given. */
final class Library {

    final InMemoryDocumentStore store = new InMemoryDocumentStore(Clock.systemUTC());
    private Optional<Embedder> embedder = Optional.empty();

    /** From now on documents are embedded too; those that are there are, before this returns. */
    void embedWith(Embedder model) {
        embedder = Optional.of(model);
        VectorSpace space = model.space();
        for (List<Unembedded> rest = lacking(space); !rest.isEmpty(); rest = lacking(space)) {
            store.saveSpace(DocumentFixtures.HOLD, space, vectors(model, rest));
        }
    }

    DocumentId add(Owner owner, String title, String... texts) {
        return add(owner, id(), Optional.empty(), Optional.empty(), title, texts);
    }

    void addAs(DocumentId document, Owner owner, String title, String... texts) {
        add(owner, document, Optional.empty(), Optional.empty(), title, texts);
    }

    void replace(Owner owner, DocumentId document, String title, String... texts) {
        add(owner, id(), Optional.of(document), Optional.empty(), title, texts);
    }

    DocumentId remember(Owner owner, SessionId session, String text) {
        return add(owner, id(), Optional.empty(), Optional.of(session), "An earlier turn", text);
    }

    private List<Unembedded> lacking(VectorSpace space) {
        return store.claimSpace(DocumentFixtures.HOLD, space, 100);
    }

    private synchronized DocumentId add(Owner owner, DocumentId id, Optional<DocumentId> replaced,
            Optional<SessionId> remembered, String title, String... texts) {
        String whole = String.join("\n", texts);
        var passages = new ArrayList<Passage>();
        int at = 0;
        for (String text : texts) {
            passages.add(new Passage(new PassageId(UUID.randomUUID()), id, 1, PlainText.of(title), PlainText.of(text),
                    new TextSpan(at, at + text.length()), List.of(), List.of()));
            at += text.length() + 1;
        }
        var source = new NewVersion.Source.Chunks(List.of(new PageText(1, PlainText.of(whole), List.of())), passages);
        var added = (Added) store.add(owner, new NewVersion(id, replaced, remembered, PlainText.of(title), source,
                DocumentFixtures.digest(title + whole + UUID.randomUUID())));
        IngestionTask task = store.claim(DocumentFixtures.HOLD).orElseThrow();
        embedder.ifPresent(model -> {
            List<Unembedded> rest = store.unembedded(owner, task.key(), model.space(), 1_000);
            store.saveVectors(owner, task.key(), DocumentFixtures.HOLD, model.space(), vectors(model, rest));
        });
        store.publish(owner, task.key(), embedder.map(Embedder::space));
        return added.document().id();
    }

    private static DocumentId id() {
        return new DocumentId(UUID.randomUUID());
    }

    private static Map<PassageId, Vector> vectors(Embedder model, List<Unembedded> rest) {
        var vectors = new HashMap<PassageId, Vector>();
        rest.forEach(one -> vectors.put(one.passage(), model.embed(List.of(one.asEmbedded())).getFirst()));
        return vectors;
    }
}
