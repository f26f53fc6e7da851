package dev.confab.retrieval.extract;

import dev.confab.domain.fault.ExtractionFault;
import dev.confab.domain.fault.ExtractionFault.Reason;
import dev.confab.retrieval.extract.pdf.Frame;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The reasons why a file's text cannot be read, in words for the person who gave it. */
final class Faults {

    private final ExtractionLimits limits;

    Faults(ExtractionLimits limits) {
        this.limits = limits;
    }

    ExtractionFault of(Frame.Obstacle obstacle) {
        return switch (obstacle) {
            case ENCRYPTED -> fault(Reason.ENCRYPTED,
                    "The file is protected with a password. A copy without one can be read.");
            case DAMAGED -> damaged();
            case NO_PAGES -> fault(Reason.NO_PAGES, "The file has no pages.");
            case TOO_MANY_PAGES -> fault(Reason.TOO_MANY_PAGES,
                    "The file has more pages than can be read, which are " + amount(limits.pages()) + ".");
            case TOO_MUCH_TEXT -> tooMuchText();
            case TOO_SLOW -> fault(Reason.TOO_SLOW,
                    "A page of the file is so involved that reading it would not come to an end.");
            case TOO_BIG -> tooBig();
        };
    }

    ExtractionFault damaged() {
        return fault(Reason.DAMAGED, "The file is damaged or incomplete and cannot be read.");
    }

    ExtractionFault noText() {
        return fault(Reason.NO_TEXT,
                "There is no text in the file. If its pages are pictures, their text has to be recognised first.");
    }

    ExtractionFault tooMuchText() {
        return fault(Reason.TOO_MUCH_TEXT,
                "The file has more text than can be read, which are " + amount(limits.characters()) + " characters.");
    }

    ExtractionFault tooBig() {
        return fault(Reason.TOO_BIG,
                "Reading the file takes more memory than the " + amount(limits.megabytes()) + " MB there are for it.");
    }

    ExtractionFault tooSlow(Duration limit, String what) {
        return fault(Reason.TOO_SLOW,
                "Reading " + what + " takes longer than the " + seconds(limit) + " seconds there are for it.");
    }

    static ExtractionFault interrupted(String message, @Nullable Throwable cause) {
        return new ExtractionFault(Reason.INTERRUPTED, message, cause);
    }

    private static String seconds(Duration time) {
        boolean whole = time.toMillis() % 1_000 == 0;
        return whole ? Long.toString(time.toSeconds())
                : String.format(Locale.ROOT, "%.1f", time.toMillis() / 1_000.0);
    }

    private static String amount(int amount) {
        return String.format(Locale.ROOT, "%,d", amount);
    }

    private static ExtractionFault fault(Reason reason, String message) {
        return new ExtractionFault(reason, message, null);
    }
}
