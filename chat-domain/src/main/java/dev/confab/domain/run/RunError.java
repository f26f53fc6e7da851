package dev.confab.domain.run;

import dev.confab.domain.fault.ChatFault;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Why a run has no whole answer, as it is stored and shown.
 *
 * @param code   the stable name of the reason, in snake_case
 * @param detail a sentence for people, at most {@value #MAX_DETAIL} characters, with no words of theirs or of a prompt
 */
public record RunError(String code, String detail) {

    /** The longest detail, in UTF-16 code units. */
    public static final int MAX_DETAIL = 500;

    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    public RunError {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(detail, "detail");
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("a code is snake_case, at most 64 characters");
        }
        if (detail.length() > MAX_DETAIL) {
            throw new IllegalArgumentException("a detail has at most " + MAX_DETAIL + " characters");
        }
    }

    /** Tells a fault as a run's error. */
    public static RunError of(ChatFault fault) {
        String message = String.valueOf(fault.getMessage());
        return new RunError(fault.code(), message.length() <= MAX_DETAIL ? message : message.substring(0, MAX_DETAIL));
    }
}
