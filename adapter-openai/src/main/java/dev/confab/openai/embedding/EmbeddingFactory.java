package dev.confab.openai.embedding;

import dev.confab.domain.embedding.Embedder;
import dev.confab.openai.NamedSettings;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.context.exceptions.DisabledBeanException;
import io.micronaut.core.value.PropertyResolver;

/** Declares the embedder that the configuration names, if it names one. */
@Factory
final class EmbeddingFactory {

    /** Made when the server starts, so that a wrong setting stops the start; nothing is sent by that. */
    @Context
    @Bean(typed = Embedder.class, preDestroy = "close")
    OpenAiEmbedder embedder(PropertyResolver properties) {
        try {
            return EmbeddingConfiguration.read(NamedSettings.collect(EmbeddingConfiguration.KEYS,
                    name -> properties.getProperty(name, String.class)))
                    .map(OpenAiEmbedder::of)
                    .orElseThrow(() -> new DisabledBeanException("no model is to be asked for vectors"));
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(String.valueOf(wrong.getMessage()));
        }
    }
}
