package dev.confab.domain.run;

import dev.confab.domain.PassageId;
import dev.confab.domain.llm.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The stored account of what was sent to the model for one run, and how long it took.
 *
 * @param provider        the provider's short name
 * @param model           the model's name as the provider knows it
 * @param assistant       the assistant that answered, if one did
 * @param positions       positions of the messages that were sent, in their order; the last one is the question's
 * @param leftOut         how many messages of the window did not fit the budget
 * @param summarized      the position up to which a summary was sent in the place of messages, if one was
 * @param passages        the passages that were sent, as they were numbered
 * @param unverified      how many citations of the answer were dropped, since no passage, or not what was quoted, stands
 *                        behind them
 * @param selectedText    whether a selected text replaced history and retrieval
 * @param retrievalFailed whether the retriever could not look and the answer was given without it
 * @param declined        whether the model was not asked, since no passage was worth it
 * @param attempts        how many times the model was called, 0 when it was not
 * @param retrieval       how long retrieval took
 * @param firstText       from the opening of the call to the first text, if any came
 * @param total           from the opening of the turn to its end
 * @param tokens          how many tokens were sent and came back, empty when the model was not called
 * @param counted         whether these are our own count, because the provider told none
 */
public record Receipt(String provider, String model, Optional<AssistantRevision> assistant, List<Long> positions,
        int leftOut, OptionalLong summarized, List<PassageId> passages,
        int unverified, boolean selectedText, boolean retrievalFailed, boolean declined, int attempts,
        Duration retrieval, Optional<Duration> firstText,
        Duration total, Optional<Usage> tokens, boolean counted) {

    public Receipt {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(assistant, "assistant");
        passages = List.copyOf(passages);
        Objects.requireNonNull(summarized, "summarized");
        Objects.requireNonNull(retrieval, "retrieval");
        Objects.requireNonNull(firstText, "firstText");
        Objects.requireNonNull(total, "total");
        positions = List.copyOf(positions);
        Objects.requireNonNull(tokens, "tokens");
        if (positions.isEmpty() || positions.stream().anyMatch(at -> at < 1) || leftOut < 0 || unverified < 0
                || attempts < 0) {
            throw new IllegalArgumentException("positions count from 1, amounts are not negative");
        }
    }

    /** An account of a prompt without a summary. */
    public Receipt(String provider, String model, Optional<AssistantRevision> assistant, List<Long> positions,
            int leftOut, List<PassageId> passages, int unverified, boolean selectedText, boolean retrievalFailed,
            boolean declined, int attempts, Duration retrieval, Optional<Duration> firstText, Duration total,
            Optional<Usage> tokens, boolean counted) {
        this(provider, model, assistant, positions, leftOut, OptionalLong.empty(), passages, unverified, selectedText,
                retrievalFailed, declined, attempts, retrieval, firstText, total, tokens, counted);
    }
}
