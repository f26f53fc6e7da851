package dev.confab.retrieval;

import dev.confab.domain.retrieval.ContextRetriever;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.ConfigurationException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The retriever of a server that has a knowledge folder. */
@Factory
final class RetrievalFactory {

    private static final String KEY = "KNOWLEDGE_DIR";
    private static final Logger log = LoggerFactory.getLogger(RetrievalFactory.class);

    /** Made when the server starts, so that a wrong folder stops it. */
    @Context
    @Bean(typed = ContextRetriever.class, preDestroy = "close")
    @Requires(property = "knowledge.dir", pattern = "(?s).*\\S.*")
    LuceneContextRetriever contextRetriever(@Property(name = "knowledge.dir") String folder) {
        long from = System.nanoTime();
        try {
            KnowledgeFolder knowledge = KnowledgeFolder.read(path(folder.strip()));
            LuceneContextRetriever retriever = LuceneContextRetriever.builder().addForEveryone(knowledge).build();
            log.atInfo()
                    .addKeyValue("files", knowledge.files())
                    .addKeyValue("passages", knowledge.size())
                    .addKeyValue("duration_ms", Duration.ofNanos(System.nanoTime() - from).toMillis())
                    .log("knowledge folder indexed");
            return retriever;
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
