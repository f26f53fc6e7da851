package dev.confab.domain.prompt;

import dev.confab.domain.PlainText;

/**
 * Counts tokens as the model does, or near enough to plan a budget. Safe for use by several threads at once.
 */
@FunctionalInterface
public interface TokenCounter {

    /**
     * Returns how many tokens the text has: 0 for the empty text, never more than its length in UTF-8 bytes, the bound
     * that holds for every byte-level tokenizer.
     */
    int count(PlainText text);
}
