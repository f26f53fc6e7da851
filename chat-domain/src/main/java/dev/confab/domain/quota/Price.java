package dev.confab.domain.quota;

import dev.confab.domain.llm.Usage;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.RunStatus;
import java.math.BigInteger;

/**
 * What a model costs, in millionths of a unit of money for a million tokens.
 *
 * @param prompt of a prompt, 0 to {@value #MOST}
 * @param answer of an answer, 0 to {@value #MOST}
 */
public record Price(long prompt, long answer) {

    /** The highest price: ten thousand units for a million tokens. */
    public static final long MOST = 10_000_000_000L;

    /** What a model costs that costs nothing. */
    public static final Price FREE = new Price(0, 0);

    private static final BigInteger TOKENS = BigInteger.valueOf(1_000_000);

    public Price {
        if (prompt < 0 || prompt > MOST || answer < 0 || answer > MOST) {
            throw new IllegalArgumentException("a price is 0 to " + MOST);
        }
    }

    /** Returns what so many tokens use, with money rounded up. */
    public Amount of(Usage used) {
        BigInteger spend = cost(prompt, used.promptTokens()).add(cost(answer, used.completionTokens()));
        return new Amount((long) used.promptTokens() + used.completionTokens(),
                spend.add(TOKENS.subtract(BigInteger.ONE)).divide(TOKENS).longValueExact());
    }

    /** Of more tokens than there are in the world too, should a provider tell so. */
    private static BigInteger cost(long price, int tokens) {
        return BigInteger.valueOf(price).multiply(BigInteger.valueOf(tokens));
    }

    /** Returns what a run is charged: what its receipt tells, and nothing when no answer came of it by a fault. */
    public Amount of(RunStatus ended, Receipt receipt) {
        return ended == RunStatus.FAILED ? Amount.NONE : receipt.tokens().map(this::of).orElse(Amount.NONE);
    }

    /** Returns what is not cheaper than either. */
    public Price orDearer(Price other) {
        return new Price(Math.max(prompt, other.prompt), Math.max(answer, other.answer));
    }
}
