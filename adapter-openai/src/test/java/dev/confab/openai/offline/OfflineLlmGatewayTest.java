package dev.confab.openai.offline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.LlmGatewayContract;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.prompt.Prompt;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OfflineLlmGatewayTest extends LlmGatewayContract {

    private static final Prompt ABOUT_SERVOS = OfflineFixtures.about(
            "A servo motor turns to an angle and holds it. A stepper motor counts steps.", "What holds an angle?");

    @Override
    protected Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    protected LlmGateway gatewayThatAnswers() {
        return new OfflineLlmGateway();
    }

    @Override
    protected LlmGateway gatewayThatHangsAfter(List<String> pieces) {
        throw new UnsupportedOperationException("it never waits");
    }

    @Override
    protected LlmGateway gatewayThatFails() {
        throw new UnsupportedOperationException("it has no provider that fails");
    }

    @Override
    protected LlmGateway gatewayThatIsAway() {
        throw new UnsupportedOperationException("it has no provider that is away");
    }

    @Test
    void profile_saysThatItIsOffline() {
        assertEquals("offline", new OfflineLlmGateway().profile().provider());
        assertEquals("confab-extractive", new OfflineLlmGateway().profile().model());
    }

    @Test
    void reply_isStreamedInSeveralPieces() {
        List<ReplyEvent> events = OfflineFixtures.events(ABOUT_SERVOS);

        assertTrue(events.size() > 5, () -> events.size() + " events");
        for (ReplyEvent event : events) {
            if (event instanceof ReplyEvent.Delta delta) {
                assertTrue(delta.text().length() <= 80);
            }
        }
    }

    @Test
    void reply_endsWithStopAndEstimatedUsage() {
        var end = assertInstanceOf(ReplyEvent.Completed.class, OfflineFixtures.events(ABOUT_SERVOS).getLast());

        assertEquals(FinishReason.STOP, end.reason());
        assertTrue(end.usage().orElseThrow().promptTokens() > 20);
        assertTrue(end.usage().orElseThrow().completionTokens() > 20);
    }

    @Test
    void reply_toTheSamePrompt_isAlwaysTheSame() {
        List<ReplyEvent> first = OfflineFixtures.events(ABOUT_SERVOS);
        for (int i = 0; i < 20; i++) {
            assertEquals(first, OfflineFixtures.events(ABOUT_SERVOS));
        }
    }

    @Test
    void deltas_ofTextBeyondTheBasicPlane_areNeverCutInsideAPair() {
        String text = "🤖".repeat(301) + " robots";
        String answer = OfflineFixtures.answer(OfflineFixtures.about(text, "robots?"));

        assertFalse(answer.contains("\uFFFD"));
        assertEquals(text, OfflineFixtures.firstQuote(answer));
    }
}
