package dev.confab.domain.retrieval;

import dev.confab.domain.DocumentId;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the documents that an owner may see a search is limited to. An owner sees his own and those of {@link
 * dev.confab.domain.Owner#EVERYONE}; a scope only ever makes that less.
 *
 * @param documents the only documents to search in, 1 to {@value #MAX_DOCUMENTS}; empty for all
 */
public record Scope(Optional<Set<DocumentId>> documents) {

    /** All the owner may see. */
    public static final Scope ALL = new Scope(Optional.empty());

    /** The most documents that can be named. */
    public static final int MAX_DOCUMENTS = 100;

    public Scope {
        Objects.requireNonNull(documents, "documents");
        documents = documents.map(Set::copyOf);
        if (documents.filter(named -> named.isEmpty() || named.size() > MAX_DOCUMENTS).isPresent()) {
            throw new IllegalArgumentException("a scope names 1 to " + MAX_DOCUMENTS + " documents, or all");
        }
    }

    /** Returns the scope of these documents; of no document at all that is all of them. */
    public static Scope of(Set<DocumentId> documents) {
        return documents.isEmpty() ? ALL : new Scope(Optional.of(documents));
    }

    /** Returns whether a document is in it. */
    public boolean includes(DocumentId document) {
        return documents.map(named -> named.contains(document)).orElse(true);
    }
}
