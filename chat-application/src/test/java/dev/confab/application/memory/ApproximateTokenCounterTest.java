package dev.confab.application.memory;

import dev.confab.application.contract.TokenCounterContract;
import dev.confab.domain.prompt.TokenCounter;

class ApproximateTokenCounterTest extends TokenCounterContract {

    @Override
    protected TokenCounter counter() {
        return new ApproximateTokenCounter();
    }
}
