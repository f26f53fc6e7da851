package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.PlainText;
import dev.confab.domain.retrieval.Reranker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What a {@link Reranker} promises. */
public abstract class RerankerContract {

    private static final PlainText QUESTION = PlainText.of("How does a gearbox change torque?");
    private static final List<PlainText> PASSAGES = List
            .of("A LiDAR measures distance with light.", "A gearbox does change torque and speed.",
                    "Reinforcement learning trains a policy by reward.", "Humanoid robots balance with ankles 🤖.")
            .stream()
            .map(PlainText::of)
            .toList();

    /** Returns a reranker. */
    protected abstract Reranker reranker();

    @Test
    final void rate_givesOneRatingForEachPassageInTheirOrder() {
        Reranker reranker = reranker();
        List<Double> forth = reranker.rate(QUESTION, PASSAGES);
        List<Double> back = reranker.rate(QUESTION, PASSAGES.reversed()).reversed();

        assertEquals(PASSAGES.size(), forth.size());
        for (int at = 0; at < forth.size(); at++) {
            assertTrue(forth.get(at) >= 0 && forth.get(at) <= 1);
            assertEquals(forth.get(at), back.get(at), 1e-3);
            assertEquals(forth.get(at), reranker.rate(QUESTION, List.of(PASSAGES.get(at))).getFirst(), 1e-3);
        }
    }

    @Test
    final void rate_givesMoreToWhatFits() {
        List<Double> ratings = reranker().rate(QUESTION, PASSAGES);

        for (int at = 0; at < ratings.size(); at++) {
            assertTrue(at == 1 || ratings.get(1) > ratings.get(at));
        }
    }

    @Test
    final void rate_takesSoManyPassages_andNoMore() {
        Reranker reranker = reranker();
        PlainText passage = PASSAGES.getFirst();

        assertEquals(Reranker.MAX_PASSAGES,
                reranker.rate(QUESTION, Collections.nCopies(Reranker.MAX_PASSAGES, passage)).size());
        assertThrows(IllegalArgumentException.class,
                () -> reranker.rate(QUESTION, Collections.nCopies(Reranker.MAX_PASSAGES + 1, passage)));
        assertThrows(IllegalArgumentException.class, () -> reranker.rate(QUESTION, List.of()));
    }

    @Test
    final void rate_ofAnyText_answers() {
        Reranker reranker = reranker();
        for (String odd : List.of("🤖", "?", "„Drehmoment“", "扭矩", "x".repeat(60_000), "\"}],\"model\":\"")) {
            var text = PlainText.of(odd);

            assertEquals(2, reranker.rate(text, List.of(PASSAGES.getFirst(), text)).size());
        }
    }

    @Test
    final void manyThreads_eachGetTheirOwnRatings() throws Exception {
        Reranker reranker = reranker();
        List<Double> expected = reranker.rate(QUESTION, PASSAGES);
        var tasks = new ArrayList<Callable<Double>>();
        for (int i = 0; i < 32; i++) {
            PlainText passage = PASSAGES.get(i % PASSAGES.size());
            tasks.add(() -> reranker.rate(QUESTION, List.of(passage)).getFirst());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var rated = threads.invokeAll(tasks);
            for (int i = 0; i < rated.size(); i++) {
                assertEquals(expected.get(i % PASSAGES.size()), rated.get(i).get(), 1e-3);
            }
        }
    }
}
