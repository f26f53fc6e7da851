package dev.confab.application.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.confab.application.contract.LlmGatewayContract;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScriptedLlmGatewayTest extends LlmGatewayContract {

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    protected LlmGateway gatewayThatAnswers() {
        var gateway = new ScriptedLlmGateway();
        for (int i = 0; i < 50; i++) {
            gateway.reply("A servo ", "holds an angle.");
        }
        return gateway;
    }

    @Override
    protected LlmGateway gatewayThatHangsAfter(List<String> pieces) {
        return new ScriptedLlmGateway().hang(pieces.toArray(String[]::new));
    }

    @Override
    protected LlmGateway gatewayThatFails() {
        return new ScriptedLlmGateway().fail(new LlmFault.Unavailable("refused", Optional.empty(), null));
    }

    @Override
    protected LlmGateway gatewayThatIsAway() {
        return new ScriptedLlmGateway().reply("not now")
                .away(new LlmFault.Unavailable("away", Optional.of(Duration.ofSeconds(7)), null));
    }

    @Test
    void back_afterAnOutage_takesTheScriptThatWaited() {
        var gateway = new ScriptedLlmGateway().reply("yes")
                .away(new LlmFault.Unavailable("away", Optional.empty(), null));
        try (ReplyStream reply = gateway.open(call("really?"))) {
            assertInstanceOf(ReplyEvent.Failed.class, reply.next());
        }
        try (ReplyStream reply = gateway.back().open(call("really?"))) {
            assertEquals("yes", text(readToEnd(reply)));
        }
    }

    @Test
    void open_recordsTheCallAndCountsTheStream() {
        var gateway = new ScriptedLlmGateway().reply("yes");

        try (ReplyStream reply = gateway.open(call("really?"))) {
            assertEquals("yes", text(readToEnd(reply)));
            assertEquals(1, gateway.openStreams());
        }

        assertEquals(0, gateway.openStreams());
        assertEquals("really?", gateway.calls().getFirst().prompt().question().value());
    }

    @Test
    void open_withoutAScript_fails() {
        try (ReplyStream reply = new ScriptedLlmGateway().open(call("anything"))) {
            assertInstanceOf(ReplyEvent.Failed.class, reply.next());
        }
    }
}
