package dev.confab.domain.document;

import java.util.Objects;

/** What came of giving the store a document. */
public sealed interface DocumentAdding {

    /** It is stored: as a new document, or as the newest version of the one it replaces. */
    record Added(Document document) implements DocumentAdding {
        public Added {
            Objects.requireNonNull(document, "document");
        }
    }

    /**
     * This owner has a document of the same content, and none was to be replaced; or the content is that of the newest
     * version of the document that was to be replaced. Nothing was stored, but if that version had failed it is pending
     * again.
     */
    record Known(Document document) implements DocumentAdding {
        public Known {
            Objects.requireNonNull(document, "document");
        }
    }

    /** There is no such document to replace. Nothing was stored. */
    record NothingToReplace() implements DocumentAdding {}
}
