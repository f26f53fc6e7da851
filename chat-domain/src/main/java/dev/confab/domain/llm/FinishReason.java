package dev.confab.domain.llm;

/** Why a model ended its answer. Only a model gives one: a stream that simply ends has none. */
public enum FinishReason {
    /** The answer is whole. */
    STOP,
    /** The model's limit on the length of an answer was reached. */
    LENGTH,
    /** The provider's content policy ended the answer. */
    CONTENT_FILTER,
    /** A reason that Confab has no word for. */
    OTHER
}
