import java.util.Arrays;

/** Amounts of microseconds that are kept one by one. Written by one thread, read when that has nothing more to add. */
final class Samples {

    private int[] micros = new int[1 << 12];
    private int size;
    private boolean sorted;

    void add(long amount) {
        if (size == micros.length) {
            micros = Arrays.copyOf(micros, size * 2);
        }
        micros[size++] = Math.clamp(amount, 0, Integer.MAX_VALUE);
        sorted = false;
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    /** Returns a percentile in milliseconds, not a number when there is nothing. */
    double millis(double percent) {
        if (!sorted) {
            Arrays.sort(micros, 0, size);
            sorted = true;
        }
        return size == 0 ? Double.NaN : micros[(int) Math.min(size - 1, size * percent / 100)] / 1e3;
    }
}
