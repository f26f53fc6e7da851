package dev.confab.retrieval;

import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.ingestion.KnowledgeSource;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.NearestPassages;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.retrieval.Reranker;
import dev.confab.retrieval.index.IndexedContextRetriever;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.inject.Singleton;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The retriever of a server: of one that keeps documents the index that follows them, of one that does not its knowledge
 * folder, held in memory.
 */
@Factory
final class RetrievalFactory {

    private static final String KEY = "KNOWLEDGE_DIR";
    private static final Logger log = LoggerFactory.getLogger(RetrievalFactory.class);

    @Singleton
    @Bean(typed = ContextRetriever.class, preDestroy = "close")
    @Requires(beans = PassageStore.class)
    IndexedContextRetriever indexedRetriever(PassageStore store, Optional<Embedder> embedder,
            Optional<NearestPassages> nearest, Optional<Reranker> reranker,
            @Nullable @Property(name = "confab.home") String home) {
        var builder = IndexedContextRetriever.builder(store);
        embedder.ifPresent(builder::embedder);
        nearest.ifPresent(builder::nearest);
        reranker.ifPresent(builder::reranker);
        try {
            Path folder = home != null && !home.isBlank() ? path(home.strip())
                    : Path.of(System.getProperty("user.home"), ".confab");
            return builder.folder(folder.resolve("index")).build();
        } catch (InvalidPathException fault) {
            throw new ConfigurationException("CONFAB_HOME: must be a folder", fault);
        }
    }

    /** Made when the server starts, so that a wrong folder stops it. */
    @Context
    @Bean(typed = ContextRetriever.class, preDestroy = "close")
    @Requires(property = "knowledge.dir", pattern = "(?s).*\\S.*")
    @Requires(missingBeans = PassageStore.class)
    LuceneContextRetriever contextRetriever(@Property(name = "knowledge.dir") String folder) {
        return reading(folder, knowledge -> {
            long from = System.nanoTime();
            KnowledgeFolder read = KnowledgeFolder.read(knowledge);
            LuceneContextRetriever retriever = LuceneContextRetriever.builder().addForEveryone(read).build();
            log.atInfo()
                    .addKeyValue("files", read.files())
                    .addKeyValue("passages", read.size())
                    .addKeyValue("duration_ms", Duration.ofNanos(System.nanoTime() - from).toMillis())
                    .log("knowledge folder indexed");
            return retriever;
        });
    }

    /** Looked at when the server starts, so that a wrong folder stops it. */
    @Context
    @Requires(property = "knowledge.dir", pattern = "(?s).*\\S.*")
    @Requires(beans = PassageStore.class)
    KnowledgeSource knowledgeSource(@Property(name = "knowledge.dir") String folder) {
        return reading(folder, knowledge -> {
            KnowledgeFolder.files(knowledge);
            return () -> KnowledgeFolder.files(knowledge);
        });
    }

    private static <T> T reading(String folder, Function<Path, T> reader) {
        try {
            return reader.apply(path(folder.strip()));
        } catch (UnreadableFolder fault) {
            throw new ConfigurationException(KEY + ": " + fault.getMessage(), fault);
        } catch (InvalidPathException fault) {
            throw new ConfigurationException(KEY + ": not the name of a folder", fault);
        }
    }

    /** No shell expands what stands in a file of settings. */
    private static Path path(String folder) {
        boolean inHome = folder.equals("~") || folder.startsWith("~/");
        return inHome ? Path.of(System.getProperty("user.home"), folder.substring(1)) : Path.of(folder);
    }
}
