package dev.confab.postgres;

import dev.confab.application.contract.DocumentFixtures;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.document.DocumentAdding;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.Publishing;
import dev.confab.domain.ingestion.Unembedded;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A store into which documents are put, and made searchable. */
record FilledStore(DocumentStore documents, IngestionStore ingestion) {

    static FilledStore of(ApplicationContext beans) {
        return new FilledStore(beans.getBean(DocumentStore.class), beans.getBean(IngestionStore.class));
    }

    /** Deletes all documents there are, and all that is known of spaces. */
    static void clear(ApplicationContext beans) {
        try (Connection connection = beans.getBean(Database.class).connections().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "TRUNCATE documents, document_versions, document_contents, document_parts, document_pages, "
                            + "passages, passage_terms, passage_vectors, document_owners, passage_removals, document_sweeps");
            statement.execute("UPDATE passage_clock SET horizon = position, space = NULL");
            statement.execute("UPDATE vector_spaces SET checked = 0, lease_owner = NULL");
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    static Owner owner(String name) {
        return new Owner(name + "-" + UUID.randomUUID());
    }

    static NewVersion version(Optional<DocumentId> replaced, String... pieces) {
        return DocumentFixtures.chunks(DocumentFixtures.newDocument(), replaced, Optional.empty(), "title", pieces);
    }

    DocumentId added(Owner owner, NewVersion version) {
        return switch (documents.add(owner, version)) {
            case DocumentAdding.Added(var document) -> document.id();
            case DocumentAdding.Known(var document) -> document.id();
            case DocumentAdding.NothingToReplace() -> throw new AssertionError("there is nothing to replace");
        };
    }

    /** Makes a document that searches find. */
    DocumentId searchable(Owner owner, String... pieces) {
        return searchable(owner, Optional.empty(), Optional.empty(), pieces);
    }

    DocumentId searchable(Owner owner, Optional<DocumentId> replaced, Optional<VectorSpace> space, String... pieces) {
        return searchable(owner, version(replaced, pieces), space);
    }

    /** Makes a version searchable; those of others that wait are left to others. */
    DocumentId searchable(Owner owner, NewVersion version, Optional<VectorSpace> space) {
        DocumentId document = added(owner, version);
        while (true) {
            IngestionTask task = ingestion.claim(DocumentFixtures.HOLD).orElseThrow();
            if (task.key().document().equals(document)) {
                space.ifPresent(in -> embed(task, in));
                if (ingestion.publish(owner, task.key(), space) != Publishing.PUBLISHED) {
                    throw new AssertionError("it was not published");
                }
                return document;
            }
            ingestion.giveBack(task.owner(), task.key(), Duration.ofMillis(50), false);
        }
    }

    void embed(IngestionTask task, VectorSpace space) {
        List<Unembedded> all = ingestion.unembedded(task.owner(), task.key(), space, 1_000);
        while (!all.isEmpty()) {
            ingestion.saveVectors(task.owner(), task.key(), DocumentFixtures.HOLD, space, vectors(all, space));
            all = ingestion.unembedded(task.owner(), task.key(), space, 1_000);
        }
    }

    static Map<PassageId, Vector> vectors(List<Unembedded> all, VectorSpace space) {
        var vectors = new LinkedHashMap<PassageId, Vector>();
        all.forEach(each -> vectors.put(each.passage(), DocumentFixtures.vector(space, each.text().value())));
        return vectors;
    }
}
