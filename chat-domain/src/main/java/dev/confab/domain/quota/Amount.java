package dev.confab.domain.quota;

/**
 * How much is used.
 *
 * @param tokens tokens of prompts and answers, not negative
 * @param spend  millionths of the unit of money in which prices are told, not negative
 */
public record Amount(long tokens, long spend) {

    /** Nothing. */
    public static final Amount NONE = new Amount(0, 0);

    public Amount {
        if (tokens < 0 || spend < 0) {
            throw new IllegalArgumentException("amounts are not negative");
        }
    }

    /** Returns both together. */
    public Amount plus(Amount other) {
        return new Amount(Math.addExact(tokens, other.tokens), Math.addExact(spend, other.spend));
    }
}
