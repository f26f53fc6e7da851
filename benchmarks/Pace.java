import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * How a {@link PacedProvider} shall speak. It stands in the question as a text without spaces, so that any server hands it
 * on.
 *
 * @param tokens    how many tokens the answer has
 * @param gapMicros the time between two tokens
 * @param hangAt    before which token it falls silent until it is released, -1 for never
 */
record Pace(int tokens, int gapMicros, int hangAt) {

    private static final byte[] MARK = "pace=".getBytes(StandardCharsets.US_ASCII);

    /** So many tokens, so many a second. */
    static Pace of(int tokens, double perSecond) {
        return new Pace(tokens, (int) (1e6 / perSecond), -1);
    }

    /** The same, but it falls silent before a token. */
    Pace hangingAt(int token) {
        return new Pace(tokens, gapMicros, token);
    }

    long gapNanos() {
        return TimeUnit.MICROSECONDS.toNanos(gapMicros);
    }

    /** Returns what is to be in the question. */
    String words() {
        return "pace=" + tokens + "," + gapMicros + "," + (hangAt + 1) + ";";
    }

    /** Reads it out of a request; the last one counts, for earlier ones may be in the history. */
    static Pace in(byte[] bytes, int end) {
        for (int at = end - MARK.length; at >= 0; at--) {
            if (bytes[at] == MARK[0] && isMark(bytes, at)) {
                int[] numbers = new int[3];
                int number = 0;
                for (int digit = at + MARK.length; digit < end && bytes[digit] != ';'; digit++) {
                    if (bytes[digit] == ',') {
                        number++;
                    } else {
                        numbers[number] = numbers[number] * 10 + bytes[digit] - '0';
                    }
                }
                return new Pace(numbers[0], numbers[1], numbers[2] - 1);
            }
        }
        return new Pace(7, 1_000, -1);
    }

    private static boolean isMark(byte[] bytes, int at) {
        for (int i = 0; i < MARK.length; i++) {
            if (bytes[at + i] != MARK[i]) {
                return false;
            }
        }
        return true;
    }
}
