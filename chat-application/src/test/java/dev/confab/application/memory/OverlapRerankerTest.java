package dev.confab.application.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.confab.application.contract.RerankerContract;
import dev.confab.domain.PlainText;
import dev.confab.domain.retrieval.Reranker;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlapRerankerTest extends RerankerContract {

    @Override
    protected Reranker reranker() {
        return new OverlapReranker();
    }

    @Test
    void rating_isTheShareOfTheQuestionsWords() {
        assertEquals(List.of(1.0, 0.5, 0.0), new OverlapReranker().rate(PlainText.of("servo torque?"),
                List.of(PlainText.of("Torque of a SERVO"), PlainText.of("torque torque"), PlainText.of("light"))));
    }
}
