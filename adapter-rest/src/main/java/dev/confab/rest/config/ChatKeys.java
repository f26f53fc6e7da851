package dev.confab.rest.config;

import dev.confab.application.chat.ChatSettings;
import dev.confab.application.chat.EvidenceSettings;
import dev.confab.application.run.RunSettings;
import dev.confab.domain.PlainText;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.session.NewTurn;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.Optional;

/** What can be set about turns. */
public final class ChatKeys {

    private ChatKeys() {}

    /**
     * Reads the settings; what is not set is as {@link ChatSettings#DEFAULT} says.
     *
     * @throws ConfigurationException if one is wrong
     */
    public static ChatSettings from(Keys keys) {
        ChatSettings usual = ChatSettings.DEFAULT;
        return new ChatSettings(instructions(keys, usual),
                keys.number("HISTORY_MESSAGES", usual.windowMessages(), 0, NewTurn.MAX_WINDOW),
                evidence(keys, usual.evidence()),
                keys.number("MAX_MESSAGE_LENGTH", usual.maxMessage(), 1, Integer.MAX_VALUE),
                keys.number("MAX_SELECTED_TEXT_LENGTH", usual.maxSelectedText(), 1, Integer.MAX_VALUE),
                usual.maxAnswer());
    }

    private static EvidenceSettings evidence(Keys keys, EvidenceSettings usual) {
        return new EvidenceSettings(
                keys.number("RETRIEVAL_PASSAGES", usual.passages(), 1, RetrievalQuery.MAX_LIMIT),
                keys.number("RETRIEVAL_TOKENS", usual.tokens(), 1, 1_000_000),
                keys.fraction("OPEN_CHAT_SUPPORT", usual.openChat()),
                keys.fraction("GROUNDED_SUPPORT", usual.groundedRag()),
                keys.flag("CONVERSATION_MEMORY", usual.memory()));
    }

    /**
     * Reads how runs are executed; what is not set is as {@link RunSettings#DEFAULT} says.
     *
     * @throws ConfigurationException if something is wrong
     */
    public static RunSettings runs(Keys keys) {
        RunSettings usual = RunSettings.DEFAULT;
        return usual.bounded(keys.number("MAX_LIVE_RUNS", usual.maxLive(), 1, 1_000_000),
                keys.number("MAX_WAITING", usual.maxWaiting(), 1, 1_000_000));
    }

    private static PlainText instructions(Keys keys, ChatSettings usual) {
        Optional<String> prompt = keys.text("SYSTEM_PROMPT");
        if (prompt.isEmpty()) {
            return usual.instructions();
        }
        if (PlainText.firstFlaw(prompt.get()).isPresent()) {
            throw Keys.wrong("SYSTEM_PROMPT", "must be Unicode text without U+0000");
        }
        return PlainText.of(prompt.get());
    }
}
