package dev.confab.rest.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.run.AssistantRevision;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.Run;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was sent to the model for one run, and how long it took, as clients read it. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record ReceiptView(String runId, String sessionId, String provider, String model,
        @Nullable String assistantId, @Nullable Integer assistantRevision, List<Long> messages, int leftOut,
        @Nullable Long summaryUpTo,
        List<String> passages, int unverified, boolean selectedText, boolean retrievalFailed, boolean declined,
        int calls, @Nullable Tokens tokens,
        boolean tokensCounted, long retrievalMs, @Nullable Long firstTextMs, long totalMs) {

    static ReceiptView of(Run run, Receipt receipt) {
        return new ReceiptView(run.id().toString(), run.session().toString(), receipt.provider(), receipt.model(),
                receipt.assistant().map(from -> from.assistant().toString()).orElse(null),
                receipt.assistant().map(AssistantRevision::revision).orElse(null), receipt.positions(),
                receipt.leftOut(),
                receipt.summarized().isPresent() ? receipt.summarized().getAsLong() : null,
                receipt.passages().stream().map(Object::toString).toList(),
                receipt.unverified(), receipt.selectedText(), receipt.retrievalFailed(), receipt.declined(),
                receipt.attempts(),
                receipt.tokens().map(Tokens::of).orElse(null), receipt.counted(), receipt.retrieval().toMillis(),
                receipt.firstText().map(Duration::toMillis).orElse(null), receipt.total().toMillis());
    }
}
