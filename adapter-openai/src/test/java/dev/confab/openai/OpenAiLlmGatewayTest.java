package dev.confab.openai;

import dev.confab.application.contract.LlmGatewayContract;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.openai.provider.Behaviours;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** The gateway keeps what every gateway promises. */
class OpenAiLlmGatewayTest extends LlmGatewayContract {

    private final GatewayFixture fixture = new GatewayFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    protected LlmGateway gatewayThatAnswers() {
        return fixture.gateway;
    }

    @Override
    protected LlmGateway gatewayThatHangsAfter(List<String> pieces) {
        fixture.provider.always(Behaviours.hangsAfter(pieces.toArray(String[]::new)));
        return fixture.gateway;
    }

    @Override
    protected LlmGateway gatewayThatFails() {
        fixture.provider.always(Behaviours.error(401, "invalid_api_key"));
        return fixture.gateway;
    }

    @Override
    protected LlmGateway gatewayThatIsAway() {
        fixture.provider.always(Behaviours.error(500, ""));
        while (fixture.gateway.outage().isEmpty()) {
            fixture.ask();
        }
        return fixture.gateway;
    }
}
