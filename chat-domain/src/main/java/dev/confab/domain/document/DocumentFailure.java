package dev.confab.domain.document;

import java.util.Objects;

/**
 * Why a document cannot be made searchable.
 *
 * @param code   the stable name of the reason, in snake_case
 * @param detail one sentence for the person who uploaded it; no word of the document's
 */
public record DocumentFailure(String code, String detail) {

    public DocumentFailure {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(detail, "detail");
    }
}
