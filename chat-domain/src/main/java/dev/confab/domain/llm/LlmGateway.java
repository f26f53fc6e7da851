package dev.confab.domain.llm;

import dev.confab.domain.fault.LlmFault;
import java.util.Optional;

/** The way to a language model. Safe for use by several threads at once. */
public interface LlmGateway {

    /**
     * Begins a call. Nothing has to have been sent when this returns, and no fault of a provider is thrown here: faults
     * come as the stream's end.
     *
     * @return the reply, to be closed by the caller
     */
    ReplyStream open(ModelCall call);

    /**
     * Returns which model answers when a call does not say otherwise, and what it can hold. It does not change while the
     * gateway lives.
     */
    ModelProfile profile();

    /** Returns which model answers a call with these options, and what it can hold. */
    default ModelProfile profile(ModelOptions options) {
        return profile().with(options);
    }

    /**
     * Returns the fault that a call begun now would end with at once, without asking the provider; empty when a call is
     * worth making. Never blocks.
     */
    default Optional<LlmFault> outage() {
        return outage(ModelOptions.DEFAULT);
    }

    /** Returns the same for a call with these options. */
    default Optional<LlmFault> outage(ModelOptions options) {
        return Optional.empty();
    }
}
