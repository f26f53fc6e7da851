package dev.confab.retrieval.extract;

import java.time.Duration;

/**
 * What reading a file may cost. Time is the processor's, since a file is not to blame for a busy machine.
 *
 * @param processor  the most processor time for a file
 * @param page       the most processor time for a page, and for what comes before the first one
 * @param waiting    the longest wait for a file's pages altogether, by the clock: more than its processor time
 * @param megabytes  the memory of the process that reads a PDF, {@value #LEAST_MEGABYTES} to {@value #MOST_MEGABYTES}
 * @param pages      the most pages of a PDF, 1 to {@value #MOST_PAGES}
 * @param characters the most text of a file, in UTF-16 code units, 1 to {@value #MOST_CHARACTERS}
 * @param atOnce     the most PDFs that are read at once, at least 1; others wait
 */
public record ExtractionLimits(Duration processor, Duration page, Duration waiting, int megabytes, int pages,
        int characters, int atOnce) {

    /** The smallest memory that a reader can work with. */
    public static final int LEAST_MEGABYTES = 32;
    /** The largest memory. */
    public static final int MOST_MEGABYTES = 4_096;
    /** The most pages that may be allowed. */
    public static final int MOST_PAGES = 100_000;
    /** The most text that may be allowed. */
    public static final int MOST_CHARACTERS = 50_000_000;
    /** The shortest wait for a file, in seconds. */
    public static final int LEAST_SECONDS = 5;
    /** The longest wait for a file, in seconds. */
    public static final int MOST_SECONDS = 3_600;

    /** A minute of work in two minutes, 192 MB, 2,000 pages, five million characters, and half of the processors. */
    public static final ExtractionLimits DEFAULT = of(120, 192, 2_000, 5_000_000);

    private static final int PAGES_SHARE = 8;

    public ExtractionLimits {
        if (!isPositive(processor) || !isPositive(page) || !isPositive(waiting)) {
            throw new IllegalArgumentException("times are longer than nothing");
        }
        require("memory in megabytes", megabytes, LEAST_MEGABYTES, MOST_MEGABYTES);
        require("number of pages", pages, 1, MOST_PAGES);
        require("number of characters", characters, 1, MOST_CHARACTERS);
        if (atOnce < 1) {
            throw new IllegalArgumentException("at least one file is read at once");
        }
    }

    /**
     * Returns limits whose times follow from one: half of it is for work, an eighth for each page.
     *
     * @param seconds the longest wait for a file, {@value #LEAST_SECONDS} to {@value #MOST_SECONDS}
     */
    public static ExtractionLimits of(int seconds, int megabytes, int pages, int characters) {
        require("number of seconds", seconds, LEAST_SECONDS, MOST_SECONDS);
        Duration waiting = Duration.ofSeconds(seconds);
        int processors = Runtime.getRuntime().availableProcessors();
        return new ExtractionLimits(waiting.dividedBy(2), waiting.dividedBy(PAGES_SHARE), waiting, megabytes, pages,
                characters, Math.max(1, processors / 2));
    }

    private static boolean isPositive(Duration time) {
        return time.isPositive();
    }

    private static void require(String what, int amount, int least, int most) {
        if (amount < least || amount > most) {
            throw new IllegalArgumentException("the " + what + " is " + least + " to " + most);
        }
    }
}
