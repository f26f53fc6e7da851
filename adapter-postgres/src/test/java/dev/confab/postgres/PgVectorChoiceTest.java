package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.retrieval.NearestPassages;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who finds the nearest passages, where pgvector is not there. */
class PgVectorChoiceTest {

    @Test
    void nearest_whenNothingIsChosen_isNotOurs() {
        assertTrue(SharedDatabase.beans().findBean(NearestPassages.class).isEmpty());
        try (ApplicationContext beans = SharedDatabase.beans(SharedDatabase.server().url(), "dense.leg", "lucene")) {
            assertTrue(beans.findBean(NearestPassages.class).isEmpty());
            assertTrue(beans.findBean(IngestionStore.class).isPresent());
        }
    }

    @Test
    void start_whereTheExtensionIsMissing_saysSoInOneLine() {
        assertEquals("DENSE_LEG: the database's server does not have the extension pgvector (vector)",
                refusal("pgvector"));
    }

    @Test
    void start_withAnotherWord_saysSoInOneLine() {
        assertEquals("DENSE_LEG: must be lucene or pgvector", refusal("hush"));
    }

    private static String refusal(String choice) {
        try (ApplicationContext beans = SharedDatabase.beans(SharedDatabase.server().url(), "dense.leg", choice)) {
            Throwable at = assertThrows(RuntimeException.class, () -> beans.getBean(IngestionStore.class));
            while (!(at instanceof ConfigurationException) && at.getCause() != null) {
                at = at.getCause();
            }
            return String.valueOf(at.getMessage());
        }
    }

    @Test
    void choice_isReadWithoutRegardToCase() {
        assertTrue(PgVector.isChosen(Optional.of(" PgVector ")));
        assertFalse(PgVector.isChosen(Optional.empty()));
        assertFalse(PgVector.isChosen(Optional.of("")));
        assertFalse(PgVector.isChosen(Optional.of("Lucene")));
    }

    @ParameterizedTest
    @CsvSource({ "0.8.0, true", "0.8, true", "0.10.1, true", "1.0, true", "0.7.4, false", "0, false", "'', false" })
    void version_isCompared(String version, boolean enough) {
        assertEquals(enough, PgVector.isEnough(version));
    }
}
