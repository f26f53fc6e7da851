package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.PlainText;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an {@link Embedder} promises. */
public abstract class EmbedderContract {

    /** So alike are two vectors of one text: models that compute in batches do not round alike. */
    private static final double SAME = 0.999;

    private static final List<PlainText> TEXTS = texts("A servo motor turns to an angle and holds it.",
            "Torque is force times lever arm; a gearbox trades speed for torque.",
            "A LiDAR measures distance with light.", "Humanoid robots balance with their hips and ankles 🤖.",
            "Reinforcement learning trains a policy by reward.");

    /** Returns an embedder that takes at least two texts at once; the same one for the calls of one test, if it likes. */
    protected abstract Embedder embedder();

    @Test
    final void space_isAlwaysTheSame_andThatOfAllVectors() {
        Embedder embedder = embedder();
        VectorSpace space = embedder.space();

        assertEquals(space.dimension(), embedder.embedQuestion(TEXTS.getFirst()).dimension());
        embedder.embed(TEXTS.subList(0, 2)).forEach(vector -> assertEquals(space.dimension(), vector.dimension()));
        assertEquals(space, embedder.space());
    }

    @Test
    final void vectors_areOfLengthOne() {
        for (float[] values : embedder().embed(TEXTS.subList(0, 2)).stream().map(Vector::toArray).toList()) {
            double squares = IntStream.range(0, values.length)
                    .mapToDouble(at -> (double) values[at] * values[at])
                    .sum();

            assertEquals(1, squares, 1e-4);
        }
    }

    @Test
    final void embed_keepsTheOrder() {
        Embedder embedder = embedder();
        int together = Math.min(embedder.batch(), TEXTS.size());
        List<Vector> forth = embedder.embed(TEXTS.subList(0, together));
        List<Vector> back = embedder.embed(TEXTS.subList(0, together).reversed()).reversed();

        assertEquals(together, forth.size());
        for (int at = 0; at < together; at++) {
            assertSame(forth.get(at), back.get(at));
            assertSame(forth.get(at), embedder.embed(List.of(TEXTS.get(at))).getFirst());
        }
    }

    @Test
    final void embed_ofOneTextTwiceInABatch_givesOneVector() {
        List<Vector> twice = embedder().embed(List.of(TEXTS.get(1), TEXTS.get(1)));

        assertEquals(2, twice.size());
        assertSame(twice.getFirst(), twice.getLast());
    }

    @Test
    final void embed_takesAFullBatch_andNoMore() {
        Embedder embedder = embedder();
        int most = embedder.batch();

        assertEquals(most, embedder.embed(Collections.nCopies(most, TEXTS.getFirst())).size());
        assertThrows(IllegalArgumentException.class,
                () -> embedder.embed(Collections.nCopies(most + 1, TEXTS.getFirst())));
        assertThrows(IllegalArgumentException.class, () -> embedder.embed(List.of()));
    }

    @Test
    final void blankTexts_areRefused() {
        Embedder embedder = embedder();

        assertThrows(IllegalArgumentException.class, () -> embedder.embedQuestion(PlainText.of(" \n")));
        assertThrows(IllegalArgumentException.class, () -> embedder.embed(List.of(TEXTS.getFirst(), PlainText.EMPTY)));
    }

    @Test
    final void longTexts_areNotRefused() {
        Embedder embedder = embedder();
        var words = PlainText.of("torque and force ".repeat(8_000));
        var oneWord = PlainText.of("x".repeat(60_000));
        List<Vector> vectors = embedder.embed(List.of(words, oneWord));

        vectors.forEach(vector -> assertEquals(embedder.space().dimension(), vector.dimension()));
        assertSame(vectors.getFirst(), embedder.embed(List.of(words)).getFirst());
        assertEquals(embedder.space().dimension(), embedder.embedQuestion(words).dimension());
    }

    @Test
    final void oddTexts_haveVectors() {
        Embedder embedder = embedder();
        for (PlainText odd : texts("🤖", "👩‍👩‍👧‍👦 🇷🇴", "?", "\u200B.", "„Drehmoment“ – Kraft × Hebelarm",
                "扭矩等于力乘以力臂",
                "\uFFFD", "a\tb\r\nc", "<|endoftext|>", "\"}],\"model\":\"")) {
            assertSame(embedder.embed(List.of(odd)).getFirst(), embedder.embed(List.of(odd, TEXTS.get(2))).getFirst());
        }
    }

    @Test
    final void question_isNearestToThePassageAboutIt() {
        Embedder embedder = embedder();
        List<Vector> passages = TEXTS.stream().map(text -> embedder.embed(List.of(text)).getFirst()).toList();
        Vector question = embedder.embedQuestion(PlainText.of("How does a gearbox change torque and speed?"));

        for (Vector other : passages) {
            assertTrue(question.cosine(passages.get(1)) >= question.cosine(other));
        }
    }

    @Test
    final void manyThreads_eachGetTheirOwnVectors() throws Exception {
        Embedder embedder = embedder();
        List<Vector> expected = TEXTS.stream().map(text -> embedder.embed(List.of(text)).getFirst()).toList();
        var tasks = new ArrayList<Callable<Vector>>();
        for (int i = 0; i < 8 * TEXTS.size(); i++) {
            PlainText text = TEXTS.get(i % TEXTS.size());
            tasks.add(() -> embedder.embed(List.of(text)).getFirst());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var made = threads.invokeAll(tasks);
            for (int i = 0; i < made.size(); i++) {
                assertSame(expected.get(i % TEXTS.size()), made.get(i).get());
            }
        }
    }

    private static void assertSame(Vector one, Vector other) {
        assertTrue(one.cosine(other) > SAME, () -> "cosine " + one.cosine(other));
    }

    private static List<PlainText> texts(String... texts) {
        return List.of(texts).stream().map(PlainText::of).toList();
    }
}
