package dev.confab.openai.rerank;

import dev.confab.domain.retrieval.Reranker;
import dev.confab.openai.NamedSettings;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.context.exceptions.DisabledBeanException;
import io.micronaut.core.value.PropertyResolver;

/** Declares the reranker that the configuration names, if it names one. */
@Factory
final class RerankFactory {

    /** Made when the server starts, so that a wrong setting stops the start; nothing is sent by that. */
    @Context
    @Bean(typed = Reranker.class, preDestroy = "close")
    RerankEndpoint reranker(PropertyResolver properties) {
        try {
            return RerankSettings
                    .read(NamedSettings.collect(RerankSettings.KEYS,
                            name -> properties.getProperty(name, String.class)))
                    .map(RerankEndpoint::of)
                    .orElseThrow(() -> new DisabledBeanException("passages are not rated"));
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(String.valueOf(wrong.getMessage()));
        }
    }
}
