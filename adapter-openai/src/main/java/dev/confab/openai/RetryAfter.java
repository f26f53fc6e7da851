package dev.confab.openai;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads how long a provider asks to wait: {@code retry-after-ms}, else {@code Retry-After} in seconds or as a date. */
final class RetryAfter {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

    private RetryAfter() {}

    /**
     * Returns what the headers ask for, not negative; empty if they ask for nothing that can be read.
     *
     * @param headers gives the first value of a header
     */
    static Optional<Duration> in(Function<String, Optional<String>> headers, Instant now) {
        Optional<Duration> exact = headers.apply("retry-after-ms").flatMap(text -> number(text, 1_000_000));
        return exact.isPresent() ? exact : headers.apply("Retry-After").flatMap(text -> secondsOrDate(text, now));
    }

    private static Optional<Duration> secondsOrDate(String text, Instant now) {
        Optional<Duration> seconds = number(text, 1_000_000_000);
        if (seconds.isPresent()) {
            return seconds;
        }
        try {
            Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip()));
            return Optional.of(until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO);
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> number(String text, long nanosPerUnit) {
        String number = text.strip();
        return NUMBER.matcher(number).matches()
                ? Optional.of(Duration.ofNanos((long) (Double.parseDouble(number) * nanosPerUnit)))
                : Optional.empty();
    }
}
