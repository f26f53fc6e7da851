package dev.confab.domain.document;

/** Where a version of a document stands: {@code pending → processing → ready | failed}. */
public enum VersionStatus {
    /** Stored, and waits to be read. */
    PENDING,
    /** Being read, cut or embedded; also while it waits to be tried again. */
    PROCESSING,
    /** All of it is searchable, or was until a newer version became so. */
    READY,
    /** It cannot be made searchable; its failure says why. */
    FAILED;

    /** Returns whether it stays so. */
    public boolean isFinal() {
        return this == READY || this == FAILED;
    }
}
