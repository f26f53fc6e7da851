package dev.confab.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.fault.RetrievalFault;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RetrievalFactoryTest {

    private static final RetrievalQuery QUESTION = RetrievalQuery.of(PlainText.of("What holds an angle?"), 5);

    @TempDir
    private Path folder;

    @Test
    void context_withAFolder_findsItsPassagesForEveryOwner() throws IOException {
        Files.writeString(folder.resolve("servo.md"), "# Servo handbook\n\nA servo holds an angle.");
        try (ApplicationContext context = start(folder.toString())) {
            ContextRetriever retriever = context.getBean(ContextRetriever.class);

            List<RankedPassage> found = retriever.retrieve(new Owner("anyone"), QUESTION);
            assertEquals("Servo handbook", found.getFirst().passage().title().value());
            assertEquals(found, retriever.retrieve(Owner.LOCAL, QUESTION));
        }
    }

    @Test
    void context_whenItEnds_closesTheIndex() throws IOException {
        Files.writeString(folder.resolve("servo.md"), "A servo holds an angle.");
        ApplicationContext context = start(folder.toString());
        ContextRetriever retriever = context.getBean(ContextRetriever.class);
        context.close();

        assertThrows(RetrievalFault.class, () -> retriever.retrieve(Owner.LOCAL, QUESTION));
    }

    @Test
    void context_withoutAFolder_hasNoRetriever() {
        try (ApplicationContext context = ApplicationContext.run()) {
            assertTrue(context.findBean(ContextRetriever.class).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "  " })
    void context_withABlankSetting_hasNoRetriever(String blank) {
        try (ApplicationContext context = start(blank)) {
            assertTrue(context.findBean(ContextRetriever.class).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/no/such/folder-of-mine", "bad\0name" })
    void context_withAWrongFolder_doesNotStartAndNamesTheKeyOnly(String wrong) {
        Throwable failure = assertThrows(RuntimeException.class, () -> start(wrong).close());
        while (failure.getCause() != null && !(failure instanceof ConfigurationException)) {
            failure = failure.getCause();
        }
        String message = String.valueOf(assertInstanceOf(ConfigurationException.class, failure).getMessage());

        assertTrue(message.startsWith("KNOWLEDGE_DIR: "), message);
        assertFalse(message.contains("mine"), message);
        assertEquals(1, message.lines().count());
    }

    private static ApplicationContext start(String folder) {
        return ApplicationContext
                .run(PropertySource.of("settings", Map.of("KNOWLEDGE_DIR", folder),
                        PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE, PropertySource.Origin.of("settings")));
    }
}
