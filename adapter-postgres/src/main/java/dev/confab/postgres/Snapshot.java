package dev.confab.postgres;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What could be seen at one time, as PostgreSQL writes it: the lowest number of a transaction that was at work, the next one
 * to be given out, and those in between that were still at work.
 */
record Snapshot(String text) {

    private static final String NUMBER = "[1-9]\\d{0,17}";
    private static final Pattern FORM = Pattern
            .compile(NUMBER + ":" + NUMBER + ":(" + NUMBER + "(," + NUMBER + ")*+)?");

    /** All transactions before one are through. */
    static Snapshot before(long number) {
        return new Snapshot(number + ":" + number + ":");
    }

    /** Returns what a text says; empty if PostgreSQL would not take it. */
    static Optional<Snapshot> of(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        String[] parts = text.split(":", -1);
        long lowest = Long.parseLong(parts[0]);
        long next = Long.parseLong(parts[1]);
        long last = lowest - 1;
        for (String number : parts[2].isEmpty() ? new String[0] : parts[2].split(",", -1)) {
            long at = Long.parseLong(number);
            if (at <= last || at >= next) {
                return Optional.empty();
            }
            last = at;
        }
        return lowest <= next ? Optional.of(new Snapshot(text)) : Optional.empty();
    }
}
