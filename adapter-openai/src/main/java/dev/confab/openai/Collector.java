package dev.confab.openai;

import dev.confab.domain.llm.Usage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps what LangChain4j reads out of the events it is fed, until it is taken. For one thread. */
final class Collector implements StreamingChatResponseHandler {

    private final StringBuilder text = new StringBuilder();
    private boolean token;
    private @Nullable Throwable error;
    private @Nullable Usage usage;

    /** Returns the text since the last call, possibly empty. */
    String takeText() {
        String taken = text.toString();
        text.setLength(0);
        return taken;
    }

    /** Returns whether a token came since the last call: of the answer, or of the model's thoughts before it. */
    boolean takeToken() {
        boolean came = token;
        token = false;
        return came;
    }

    /** Returns what LangChain4j could not read. */
    Optional<Throwable> error() {
        return Optional.ofNullable(error);
    }

    /** Returns what was used, once LangChain4j was told that the stream is over and if the provider said it. */
    Optional<Usage> usage() {
        return Optional.ofNullable(usage);
    }

    @Override
    public void onPartialResponse(String partialResponse) {
        text.append(partialResponse);
        token = true;
    }

    @Override
    public void onPartialThinking(PartialThinking partialThinking) {
        token = true;
    }

    @Override
    public void onCompleteResponse(ChatResponse completeResponse) {
        TokenUsage counted = completeResponse.metadata().tokenUsage();
        if (counted != null) {
            usage = new Usage(amount(counted.inputTokenCount()), amount(counted.outputTokenCount()));
        }
    }

    @Override
    public void onError(Throwable thrown) {
        if (error == null) {
            error = thrown;
        }
    }

    private static int amount(@Nullable Integer tokens) {
        return tokens == null ? 0 : Math.max(0, tokens);
    }
}
