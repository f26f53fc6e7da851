package dev.confab.rest.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.document.Document;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some documents, newest first.
 *
 * @param next what to ask for as {@code before} to get those that follow; null when these are the last ones
 */
@Serdeable.Serializable
@JsonInclude(JsonInclude.Include.ALWAYS)
record DocumentList(List<DocumentView> documents, @Nullable String next) {

    /** @param oneMore what was found when one more than the limit was asked for */
    static DocumentList of(List<Document> oneMore, int limit) {
        List<DocumentView> shown = oneMore.stream().limit(limit).map(DocumentView::of).toList();
        return new DocumentList(shown, oneMore.size() > limit ? shown.getLast().documentId() : null);
    }
}
