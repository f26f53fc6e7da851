package dev.confab.domain.fault;

import org.jspecify.annotations.Nullable;

/** The store of sessions failed; nothing is known to be stored by the failed call. */
public abstract sealed class StoreFault extends ChatFault {

    private static final long serialVersionUID = 1L;

    private StoreFault(String code, boolean retryable, String message, @Nullable Throwable cause) {
        super(code, retryable, message, cause);
    }

    /** The store cannot be reached, did not answer in time, or refuses work for now. */
    public static final class Unavailable extends StoreFault {

        private static final long serialVersionUID = 1L;

        public Unavailable(String message, @Nullable Throwable cause) {
            super("store_unavailable", true, message, cause);
        }
    }

    /** The store answered something that cannot be right: a row that breaks a rule, a missing table, a refused write. */
    public static final class Corrupt extends StoreFault {

        private static final long serialVersionUID = 1L;

        public Corrupt(String message, @Nullable Throwable cause) {
            super("store_corrupt", false, message, cause);
        }
    }
}
