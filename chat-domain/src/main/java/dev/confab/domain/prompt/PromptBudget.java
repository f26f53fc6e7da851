package dev.confab.domain.prompt;

/**
 * How much a prompt may hold.
 *
 * @param tokens   the most tokens, instructions and all, at least 1
 * @param messages the most messages of history, 0 for none
 * @param passages the most tokens that passages may have, at least 1
 */
public record PromptBudget(int tokens, int messages, int passages) {

    /** How many messages of history a prompt holds by default. */
    public static final int DEFAULT_MESSAGES = 10;

    /** How many tokens passages may have by default: some eight of a usual size. */
    public static final int DEFAULT_PASSAGES = 3_000;

    public PromptBudget {
        if (tokens < 1 || messages < 0 || passages < 1) {
            throw new IllegalArgumentException("a budget has at least 1 token and no negative number of messages");
        }
    }
}
