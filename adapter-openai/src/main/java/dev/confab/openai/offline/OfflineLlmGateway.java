package dev.confab.openai.offline;

import dev.confab.application.memory.ApproximateTokenCounter;
import dev.confab.domain.PlainText;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.prompt.Prompt;
import dev.confab.domain.prompt.TokenCounter;
import java.util.Objects;

/**
 * A model that quotes. It answers with the sentences of the selected text, else of the retrieved passages (with their
 * markers), else of the session so far that fit the question best, letter for letter; when nothing fits it says so. It
 * keeps to the prompt's grounding. The same prompt always gets the same answer, at once, without network.
 *
 * <p>
 * Token counts are estimates. Safe for use by several threads at once.
 */
public final class OfflineLlmGateway implements LlmGateway {

    /** Wide enough that length alone shows that a text of a megabyte fits: there is no window to fill. */
    static final ModelProfile PROFILE = new ModelProfile(ModelProfile.OFFLINE, "confab-extractive", 4_000_000, 4_096);

    private final TokenCounter tokens = new ApproximateTokenCounter();

    /** Makes a model; all are alike. */
    public OfflineLlmGateway() {}

    @Override
    public ReplyStream open(ModelCall call) {
        Prompt prompt = Objects.requireNonNull(call, "call").prompt();
        return new OfflineReply(call, () -> Answer.to(prompt), answer -> usage(prompt, answer));
    }

    @Override
    public ModelProfile profile() {
        return PROFILE;
    }

    /** It is the only model there is, and an answer is as long as what it quotes: options change nothing. */
    @Override
    public ModelProfile profile(ModelOptions options) {
        return PROFILE;
    }

    private Usage usage(Prompt prompt, String answer) {
        long sent = tokens.count(prompt.instructions());
        for (Prompt.Entry entry : prompt.entries()) {
            sent += tokens.count(entry.text());
        }
        return new Usage((int) Math.min(Integer.MAX_VALUE, sent), tokens.count(PlainText.of(answer)));
    }
}
