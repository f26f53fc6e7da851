package dev.confab.openai.rerank;

import dev.confab.domain.retrieval.Reranker;
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

/** Declares the reranker that the configuration names, if it names one. */
@Factory
final class RerankFactory {

    /** Made when the server starts, so that a wrong setting stops the start; nothing is sent by that. */
    @Context
    @Bean(typed = Reranker.class, preDestroy = "close")
    @Requires(condition = Asked.class)
    RerankEndpoint reranker(PropertyResolver properties) {
        try {
            return RerankEndpoint.of(settings(properties).orElseThrow());
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(String.valueOf(wrong.getMessage()));
        }
    }

    private static Optional<RerankSettings> settings(PropertyResolver properties) {
        return RerankSettings
                .read(NamedSettings.collect(RerankSettings.KEYS, name -> properties.getProperty(name, String.class)));
    }

    /** Whether there is a model to be asked. */
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
