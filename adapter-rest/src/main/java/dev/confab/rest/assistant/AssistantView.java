package dev.confab.rest.assistant;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.PlainText;
import dev.confab.domain.assistant.Assistant;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.retrieval.Scope;
import dev.confab.rest.json.Word;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An assistant as clients read it; null is what it leaves open. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record AssistantView(String assistantId, String name, @Nullable String description, String instructions,
        @Nullable String model, @Nullable Double temperature, @Nullable Integer maxAnswerTokens,
        @Nullable Integer historyMessages, @Nullable List<String> documentIds, @Nullable String mode,
        @Nullable Boolean conversationMemory, Map<String, String> metadata, int revision, String createdAt,
        String updatedAt) {

    /** Tells of an assistant. */
    public static AssistantView of(Assistant assistant) {
        AssistantDraft draft = assistant.draft();
        return new AssistantView(assistant.id().toString(), draft.name().value(),
                draft.description().map(PlainText::value).orElse(null), draft.instructions().value(),
                draft.model().model().orElse(null),
                draft.model().temperature().isPresent() ? draft.model().temperature().getAsDouble() : null,
                draft.model().answerTokens().isPresent() ? draft.model().answerTokens().getAsInt() : null,
                draft.window().isPresent() ? draft.window().getAsInt() : null,
                draft.scope().map(AssistantView::ids).orElse(null), draft.mode().map(Word::of).orElse(null),
                draft.remembers().orElse(null), draft.metadata().entries(), assistant.revision(),
                assistant.createdAt().toString(), assistant.updatedAt().toString());
    }

    private static List<String> ids(Scope scope) {
        return scope.documents().orElse(Set.of()).stream().map(Object::toString).sorted().toList();
    }
}
