package dev.confab.openai.embedding;

import dev.confab.domain.embedding.Embedder;
import dev.confab.openai.NamedSettings;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.condition.Condition;
import io.micronaut.context.condition.ConditionContext;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.value.PropertyResolver;
import java.util.Optional;

/** Declares the embedder that the configuration names, if it names one. */
@Factory
final class EmbeddingFactory {

    /** Made when the server starts, so that a wrong setting stops the start; nothing is sent by that. */
    @Context
    @Bean(typed = Embedder.class, preDestroy = "close")
    @Requires(condition = Asked.class)
    OpenAiEmbedder embedder(PropertyResolver properties) {
        try {
            return OpenAiEmbedder.of(settings(properties).orElseThrow());
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(String.valueOf(wrong.getMessage()));
        }
    }

    private static Optional<EmbeddingSettings> settings(PropertyResolver properties) {
        return EmbeddingConfiguration.read(NamedSettings.collect(EmbeddingConfiguration.KEYS,
                name -> properties.getProperty(name, String.class)));
    }

    /** Whether there is a model to be asked: without one there must be no bean, also none that turns out not to be one. */
    public static final class Asked implements Condition {

        /** For the framework. */
        public Asked() {}

        @Override
        @SuppressWarnings("rawtypes")
        public boolean matches(ConditionContext context) {
            try {
                return settings(context).isPresent();
            } catch (IllegalArgumentException wrong) {
                // Whoever makes the bean says what is wrong.
                return true;
            }
        }
    }
}
