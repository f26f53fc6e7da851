package dev.confab.openai;

import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.prompt.TokenCounter;
import dev.confab.openai.offline.OfflineLlmGateway;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.value.PropertyResolver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Declares the model that the configuration names, and the counter that goes with it. */
@Factory
final class OpenAiFactory {

    private final Optional<ModelSettings> settings;
    private @Nullable OpenAiLlmGateway asked;

    OpenAiFactory(PropertyResolver properties) {
        try {
            settings = ModelConfiguration.read(NamedSettings.collect(ModelConfiguration.KEYS,
                    name -> properties.getProperty(name, String.class)));
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(String.valueOf(wrong.getMessage()));
        }
    }

    /** Made when the server starts, so that a wrong setting stops the start and not the first question. */
    @Context
    LlmGateway model() {
        if (settings.isEmpty()) {
            return new OfflineLlmGateway();
        }
        OpenAiLlmGateway gateway = OpenAiLlmGateway.of(settings.get());
        asked = gateway;
        return gateway;
    }

    @Singleton
    TokenCounter tokens() {
        return new JtokkitTokenCounter(settings.map(ModelSettings::model).orElse(""));
    }

    @PreDestroy
    void close() {
        if (asked != null) {
            asked.close();
        }
    }
}
