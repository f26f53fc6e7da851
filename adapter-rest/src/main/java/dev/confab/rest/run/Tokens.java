package dev.confab.rest.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.llm.Usage;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;

/** What a model call used. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Tokens(int promptTokens, int completionTokens, int totalTokens) {

    /** Returns the usage as clients read it. */
    public static Tokens of(Usage usage) {
        return new Tokens(usage.promptTokens(), usage.completionTokens(), usage.totalTokens());
    }
}
