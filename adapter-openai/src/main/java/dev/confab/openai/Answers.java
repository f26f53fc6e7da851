package dev.confab.openai;

import dev.confab.domain.fault.LlmFault;
import dev.confab.openai.http.Exchange;
import dev.confab.openai.http.Lifeline;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Looks at the head of an answer: is it what was asked for, and if not, what does it say? */
final class Answers {

    /** An error says what it has to say in less. */
    private static final int LONGEST_ERROR = 64 * 1024;

    private Answers() {}

    /**
     * Returns if the answer is a stream of events, or does not say what it is.
     *
     * @throws LlmFault    if it is not
     * @throws IOException if the line is cut
     */
    static void requireStream(Exchange exchange, Lifeline line, InstantSource clock) throws IOException {
        requireGood(exchange, line, clock);
        String type = exchange.mediaType();
        if (type.equals("application/json") || type.equals("text/html")) {
            ProviderError error = error(exchange, line);
            throw error.equals(ProviderError.UNKNOWN)
                    ? FaultTranslator.protocol("the provider answered " + type + " and not a stream of events", null)
                    : FaultTranslator.inStream(error);
        }
    }

    /**
     * Returns the whole body of an answer that came in one piece.
     *
     * @param longest the most bytes it may have
     * @throws LlmFault    if the provider answers that something is wrong, or more than that
     * @throws IOException if the line is cut
     */
    static byte[] whole(Exchange exchange, Lifeline line, InstantSource clock, int longest) throws IOException {
        requireGood(exchange, line, clock);
        byte[] body = exchange.start(longest + 1);
        if (body.length > longest) {
            throw FaultTranslator.protocol("the answer is longer than " + longest + " bytes", null);
        }
        exchange.complete();
        return body;
    }

    private static void requireGood(Exchange exchange, Lifeline line, InstantSource clock) throws IOException {
        int status = exchange.status();
        if (status != 200) {
            ProviderError error = error(exchange, line);
            Optional<Duration> retryAfter = RetryAfter.in(exchange::header, clock.instant());
            throw FaultTranslator.answered(status, error, retryAfter, exchange.header("x-request-id").orElse(""));
        }
        String encoding = exchange.header("Content-Encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw FaultTranslator.protocol("the provider compressed its answer without being asked to", null);
        }
    }

    /** The status is known, so a body that does not come, or not whole, takes nothing away. */
    private static ProviderError error(Exchange exchange, Lifeline line) throws IOException {
        try {
            byte[] body = exchange.start(LONGEST_ERROR);
            if (body.length < LONGEST_ERROR) {
                exchange.complete();
            }
            return ProviderError.of(body);
        } catch (IOException broken) {
            if (line.closed()) {
                throw broken;
            }
            return ProviderError.UNKNOWN;
        }
    }
}
