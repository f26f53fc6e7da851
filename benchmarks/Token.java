/**
 * The tokens of a {@link PacedProvider}: each says which one of its stream it is and when it was sent, in as many
 * characters as a short word has. The clock is {@link System#nanoTime}, which on Linux is the same for all processes.
 */
final class Token {

    /** How many characters each has. */
    static final int LENGTH = 9;

    private static final int NUMBER = 3;
    private static final int BITS = 6;
    private static final byte[] DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] VALUES = new byte[128];
    private static final long CLOCK = 1L << BITS * (LENGTH - NUMBER);

    static {
        for (int i = 0; i < DIGITS.length; i++) {
            VALUES[DIGITS[i]] = (byte) i;
        }
    }

    private Token() {
    }

    /** Writes one. */
    static void write(byte[] to, int at, int number, long nanos) {
        digits(to, at, NUMBER, number);
        digits(to, at + NUMBER, LENGTH - NUMBER, nanos / 1_000 % CLOCK);
    }

    private static void digits(byte[] to, int at, int count, long value) {
        for (int i = count - 1; i >= 0; i--) {
            to[at + i] = DIGITS[(int) (value >> BITS * (count - 1 - i)) & (DIGITS.length - 1)];
        }
    }

    /** Returns which one of its stream it is, from 0. */
    static int number(byte[] token) {
        return (int) value(token, 0, NUMBER);
    }

    /** Returns how many microseconds ago it was sent. */
    static long age(byte[] token, long nanos) {
        return Math.floorMod(nanos / 1_000 % CLOCK - value(token, NUMBER, LENGTH), CLOCK);
    }

    private static long value(byte[] token, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value << BITS | VALUES[token[i] & 0x7F];
        }
        return value;
    }
}
