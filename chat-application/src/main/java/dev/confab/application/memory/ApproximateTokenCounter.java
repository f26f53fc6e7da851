package dev.confab.application.memory;

import dev.confab.domain.PlainText;
import dev.confab.domain.prompt.TokenCounter;

/**
 * Estimates tokens without a vocabulary: one for every three UTF-8 bytes, rounded up. That is more than byte-level
 * tokenizers make of prose in any language they were trained on, so a budget kept by it is kept.
 */
public final class ApproximateTokenCounter implements TokenCounter {

    private static final int BYTES_PER_TOKEN = 3;

    /** Makes a counter; all are alike. */
    public ApproximateTokenCounter() {}

    @Override
    public int count(PlainText text) {
        long bytes = text.value().codePoints().mapToLong(ApproximateTokenCounter::utf8Bytes).sum();
        return (int) Math.min(Integer.MAX_VALUE, (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN);
    }

    private static int utf8Bytes(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }
}
