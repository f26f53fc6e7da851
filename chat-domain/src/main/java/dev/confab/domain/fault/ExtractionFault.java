package dev.confab.domain.fault;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The text of a file could not be read. */
public final class ExtractionFault extends ChatFault {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** @param message one sentence for the person who gave the file: limits and amounts, no word of the file's */
    public ExtractionFault(Reason reason, String message, @Nullable Throwable cause) {
        super(reason.code, reason == Reason.INTERRUPTED, message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** Returns why. */
    public Reason reason() {
        return reason;
    }

    /** Why a file's text could not be read. */
    public enum Reason {
        /** It wants a password. */
        ENCRYPTED("file_encrypted"),
        /** It is not what it says it is: truncated, broken, or something else. */
        DAMAGED("file_damaged"),
        /** It has no pages. */
        NO_PAGES("file_has_no_pages"),
        /** There is no text in it; pictures of text, for instance. */
        NO_TEXT("file_has_no_text"),
        /** It has more pages than the limit. */
        TOO_MANY_PAGES("file_has_too_many_pages"),
        /** It has more text than the limit. */
        TOO_MUCH_TEXT("file_has_too_much_text"),
        /** Reading it takes more time than the limit. */
        TOO_SLOW("file_takes_too_long"),
        /** Reading it takes more memory than the limit. */
        TOO_BIG("file_takes_too_much_memory"),
        /** The reader itself could not work, or was stopped; the file may be fine. */
        INTERRUPTED("reader_interrupted");

        private final String code;

        Reason(String code) {
            this.code = code;
        }
    }
}
