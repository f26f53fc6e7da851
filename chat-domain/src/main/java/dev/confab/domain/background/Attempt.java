package dev.confab.domain.background;

/**
 * One try at a piece of work.
 *
 * @param number from 1
 * @param last   whether there is none after it
 */
public record Attempt(int number, boolean last) {

    public Attempt {
        if (number < 1) {
            throw new IllegalArgumentException("tries count from 1");
        }
    }
}
