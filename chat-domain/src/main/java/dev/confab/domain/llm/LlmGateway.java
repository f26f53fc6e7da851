package dev.confab.domain.llm;

/** The way to a language model. Safe for use by several threads at once. */
public interface LlmGateway {

    /**
     * Begins a call. Nothing has to have been sent when this returns, and no fault of a provider is thrown here: faults
     * come as the stream's end.
     *
     * @return the reply, to be closed by the caller
     */
    ReplyStream open(ModelCall call);

    /** Returns which model answers, and what it can hold. It does not change while the gateway lives. */
    ModelProfile profile();
}
