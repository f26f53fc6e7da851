package dev.confab.rest.assistant;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.assistant.Assistant;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some assistants, newest first.
 *
 * @param next what to ask for as {@code before} to get those that follow; null when these are the last ones
 */
@Serdeable.Serializable
@JsonInclude(JsonInclude.Include.ALWAYS)
record AssistantList(List<AssistantView> assistants, @Nullable String next) {

    /** @param oneMore what was found when one more than the limit was asked for */
    static AssistantList of(List<Assistant> oneMore, int limit) {
        return new AssistantList(oneMore.stream().limit(limit).map(AssistantView::of).toList(),
                oneMore.size() > limit ? ListPlace.write(oneMore.get(limit - 1)) : null);
    }
}
