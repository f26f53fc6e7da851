package dev.confab.domain.prompt;

/**
 * How much a prompt may hold.
 *
 * @param tokens   the most tokens, instructions and all, at least 1
 * @param messages the most messages of history, 0 for none
 */
public record PromptBudget(int tokens, int messages) {

    /** How many messages of history a prompt holds by default. */
    public static final int DEFAULT_MESSAGES = 10;

    public PromptBudget {
        if (tokens < 1 || messages < 0) {
            throw new IllegalArgumentException("a budget has at least 1 token and no negative number of messages");
        }
    }
}
