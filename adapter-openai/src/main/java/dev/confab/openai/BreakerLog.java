package dev.confab.openai;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line when a provider is given up for a while, and one when it is back. */
final class BreakerLog implements Breaker.Listener {

    private static final Logger log = LoggerFactory.getLogger(OpenAiLlmGateway.class);

    private final String provider;
    private final String model;

    BreakerLog(String provider, String model) {
        this.provider = provider;
        this.model = model;
    }

    @Override
    public void opened(int failed, int attempts, Duration wait) {
        log.atWarn()
                .addKeyValue("provider", provider)
                .addKeyValue("model", model)
                .addKeyValue("failed", failed)
                .addKeyValue("attempts", attempts)
                .addKeyValue("wait_ms", wait.toMillis())
                .log("model provider is away, no calls for a while");
    }

    @Override
    public void closed() {
        log.atInfo()
                .addKeyValue("provider", provider)
                .addKeyValue("model", model)
                .log("model provider is back");
    }
}
