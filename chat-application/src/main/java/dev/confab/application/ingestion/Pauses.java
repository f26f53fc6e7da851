package dev.confab.application.ingestion;

import dev.confab.application.document.IngestionSettings;
import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.fault.LlmFault;
import java.time.Duration;

/** How long to wait after failures that follow one another: longer each time, and as long as a provider asks for. */
final class Pauses {

    private final Duration first;
    private final Duration longest;
    private int failures;

    Pauses(IngestionSettings settings) {
        this.first = settings.retry();
        this.longest = settings.longestRetry();
    }

    /** Something failed again. */
    synchronized Duration next() {
        Duration pause = first;
        for (int failure = 0; failure < failures && pause.compareTo(longest) < 0; failure++) {
            pause = pause.multipliedBy(2);
        }
        failures++;
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    /** It failed like this. */
    Duration next(ChatFault fault) {
        Duration pause = next();
        if (fault instanceof LlmFault model) {
            return model.retryAfter().filter(asked -> asked.compareTo(pause) > 0).orElse(pause);
        }
        return pause;
    }

    /** Something succeeded. */
    synchronized void reset() {
        failures = 0;
    }

    /** Returns whether time alone may bring the provider back, without anybody changing something. */
    static boolean passes(LlmFault fault) {
        return fault.retryable() || fault instanceof LlmFault.TimedOut;
    }
}
