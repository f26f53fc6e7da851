package dev.confab.application.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.DocumentFixtures;
import dev.confab.application.contract.DocumentStoreContract;
import dev.confab.application.contract.DocumentStores;
import dev.confab.application.contract.IngestionStoreContract;
import dev.confab.application.contract.NearestPassagesContract;
import dev.confab.application.contract.PassageStoreContract;
import dev.confab.application.contract.VectorSpaceContract;
import dev.confab.domain.Owner;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.retrieval.NearestPassages;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InMemoryDocumentStoreTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private static DocumentStores stores(InstantSource clock) {
        return DocumentStores.of(new InMemoryDocumentStore(clock));
    }

    @Nested
    class Documents extends DocumentStoreContract {
        @Override
        protected DocumentStores stores() {
            return InMemoryDocumentStoreTest.stores(InstantSource.system());
        }
    }

    @Nested
    class Ingestion extends IngestionStoreContract {
        @Override
        protected DocumentStores stores() {
            return InMemoryDocumentStoreTest.stores(InstantSource.system());
        }
    }

    @Nested
    class Spaces extends VectorSpaceContract {
        @Override
        protected DocumentStores stores() {
            return InMemoryDocumentStoreTest.stores(InstantSource.system());
        }
    }

    @Nested
    class Passages extends PassageStoreContract {
        @Override
        protected DocumentStores stores() {
            return InMemoryDocumentStoreTest.stores(InstantSource.system());
        }
    }

    @Nested
    class Nearest extends NearestPassagesContract {

        private final InMemoryDocumentStore store = new InMemoryDocumentStore(InstantSource.system());

        @Override
        protected DocumentStores stores() {
            return DocumentStores.of(store);
        }

        @Override
        protected NearestPassages nearest() {
            return new InMemoryNearestPassages(store);
        }
    }

    @Test
    void partsThatNoVersionRefersTo_areDeletedAfterAnHour() {
        var store = new InMemoryDocumentStore(() -> now);
        var forgotten = new ContentId(UUID.randomUUID());
        var used = new ContentId(UUID.randomUUID());
        store.putContent(Owner.LOCAL, forgotten, 0, DocumentFixtures.bytes("forgotten"));
        store.putContent(Owner.LOCAL, used, 0, DocumentFixtures.bytes("used"));
        NewVersion version = DocumentFixtures.file(used, "Used", "used");
        store.add(Owner.LOCAL, version);

        now = now.plus(Duration.ofMinutes(61));
        store.putContent(Owner.LOCAL, new ContentId(UUID.randomUUID()), 0, DocumentFixtures.bytes("later"));

        assertThrows(IllegalArgumentException.class,
                () -> store.add(Owner.LOCAL, DocumentFixtures.file(forgotten, "Forgotten", "forgotten")));
        assertTrue(store.readContent(Owner.LOCAL, version.document(), 1, 0).isPresent());
    }

    @Test
    void deletions_areKnownForADay() {
        var store = new InMemoryDocumentStore(() -> now);
        for (String text : new String[] { "one", "two" }) {
            NewVersion given = DocumentFixtures.chunks(DocumentFixtures.newDocument(), Optional.empty(),
                    Optional.empty(), text, text);
            store.add(Owner.LOCAL, given);
            store.publish(Owner.LOCAL, store.claim(DocumentFixtures.HOLD).orElseThrow().key(), Optional.empty());
            store.delete(Owner.LOCAL, given.document());
            now = now.plus(Duration.ofHours(25));
        }

        assertFalse(store.follow(1, 10).complete());
        assertTrue(store.follow(0, 10).complete());
        assertTrue(store.follow(2, 10).complete());
        assertEquals(1, store.follow(2, 10).changes().size());
    }
}
