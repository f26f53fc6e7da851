package dev.confab.domain.llm;

/**
 * What a model call used, as its provider counts.
 *
 * @param promptTokens     tokens of the prompt, not negative
 * @param completionTokens tokens of the answer, not negative
 */
public record Usage(int promptTokens, int completionTokens) {

    public Usage {
        if (promptTokens < 0 || completionTokens < 0) {
            throw new IllegalArgumentException("token counts are not negative");
        }
    }

    /** Returns the sum of both. */
    public int totalTokens() {
        return Math.addExact(promptTokens, completionTokens);
    }
}
