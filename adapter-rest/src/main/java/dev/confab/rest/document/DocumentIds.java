package dev.confab.rest.document;

import dev.confab.domain.DocumentId;
import dev.confab.domain.retrieval.Scope;
import dev.confab.rest.json.RequestFields;
import dev.confab.rest.request.Ids;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The field {@code document_ids} of requests. */
public final class DocumentIds {

    private static final String FIELD = "document_ids";

    private DocumentIds() {}

    /**
     * Returns the documents that are named; empty when the field is missing or null. What is no identity names nothing, just
     * as an unknown one.
     */
    public static Optional<Set<DocumentId>> of(RequestFields fields) {
        if (!fields.has(FIELD)) {
            return Optional.empty();
        }
        Set<DocumentId> documents = new LinkedHashSet<>();
        fields.list(FIELD, Scope.MAX_DOCUMENTS).forEach(id -> documents.add(Ids.documentOrNone(id.value())));
        return Optional.of(documents);
    }
}
