package dev.confab.retrieval.minilm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.confab.application.contract.EmbedderContract;
import dev.confab.domain.PlainText;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.LlmFault;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MiniLmEmbedderTest extends EmbedderContract {

    private static @Nullable MiniLmEmbedder loaded;

    /** Where native code does not load there is nothing to be tested, and the report says so. */
    @BeforeAll
    static void load() {
        try {
            loaded = MiniLmEmbedder.load();
        } catch (IOException failed) {
            abort("the native runtime does not load here");
        }
    }

    @AfterAll
    static void close() {
        if (loaded != null) {
            loaded.close();
        }
    }

    @Override
    protected Embedder embedder() {
        return Objects.requireNonNull(loaded);
    }

    @Test
    void space_namesTheModel() {
        assertEquals(new VectorSpace("all-minilm-l6-v2-q", 384), embedder().space());
    }

    @Test
    void meaning_countsMoreThanWords() {
        Vector cat = vector("The cat sat on the mat.");

        assertTrue(cat.cosine(vector("A kitten rests on a rug.")) > 0.45);
        assertTrue(cat.cosine(vector("The mat of the wrestlers sat in storage for tax reasons.")) < cat
                .cosine(vector("A kitten rests on a rug.")));
        assertEquals(1, cat.cosine(embedder().embedQuestion(PlainText.of("the CAT sat on the mat."))), 1e-5);
    }

    @Test
    void company_changesNothing() {
        Vector alone = vector("Torque is force times lever arm.");
        Vector together = embedder()
                .embed(List.of(PlainText.of("word ".repeat(500)), PlainText.of("Torque is force times lever arm.")))
                .getLast();

        assertEquals(alone, together);
    }

    @Test
    void closed_failsAndDoesNotCrash() throws IOException {
        MiniLmEmbedder other = MiniLmEmbedder.load();
        var writer = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    other.embed(Collections.nCopies(other.batch(), PlainText.of("torque and force ".repeat(100))));
                }
            } catch (LlmFault.Unavailable closed) {
                // The end of this thread.
            }
        });
        other.embedQuestion(PlainText.of("torque"));
        other.close();

        assertThrows(LlmFault.Unavailable.class, () -> other.embedQuestion(PlainText.of("torque")));
        assertTrue(ended(writer));
        other.close();
    }

    private static boolean ended(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Vector vector(String text) {
        return embedder().embed(List.of(PlainText.of(text))).getFirst();
    }
}
