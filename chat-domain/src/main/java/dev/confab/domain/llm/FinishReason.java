package dev.confab.domain.llm;

/** Why an answer is whole. Only a model gives a reason, or who answers in its place: a stream that simply ends has none. */
public enum FinishReason {
    /** The answer is whole. */
    STOP,
    /** The model's limit on the length of an answer was reached. */
    LENGTH,
    /** The provider's content policy ended the answer. */
    CONTENT_FILTER,
    /** The model was not asked: no passage was worth it, and the answer says that the documents do not say. */
    DECLINED,
    /** A reason that Confab has no word for. */
    OTHER
}
