package dev.confab.application.chat;

import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.quota.Exceeded;
import java.time.Duration;

/** Why a message was not taken. Nothing of it was stored. */
public sealed interface Refusal {

    /** A run of the session has not ended and the command says to refuse, or too many wait already. */
    record Busy(SessionId session, RunId active) implements Refusal {}

    /** The same key was used for another command before. */
    record KeyTaken(SessionId session, RunId run) implements Refusal {}

    /** There is no such session, no such message of the user in it, or no question to ask again. */
    record NothingToAsk() implements Refusal {}

    /** A document that the command names does not exist for this owner. */
    record NoSuchDocument() implements Refusal {}

    /** The owner has no such assistant as the command names. */
    record NoSuchAssistant() implements Refusal {}

    /**
     * Something is longer than it may be.
     *
     * @param part   what is too long
     * @param length how long it is: UTF-16 code units, or tokens for {@link Part#PROMPT}
     * @param limit  how long it may be, in the same unit
     */
    record TooLong(Part part, int length, int limit) implements Refusal {}

    /** The owner has used as much as he may, or would with this. */
    record UsedUp(Exceeded what) implements Refusal {}

    /** As many runs are executed here as may be. */
    record Overloaded(Duration retryAfter) implements Refusal {}

    /** This process is about to end and takes no turns any more. */
    record Stopping(Duration retryAfter) implements Refusal {}

    /** The model is known to be away. */
    record ModelAway(LlmFault fault) implements Refusal {}

    /** A part of a command that has a limit. */
    enum Part {
        MESSAGE, SELECTED_TEXT,
        /** Instructions, question and selected text together, as they go to the model. */
        PROMPT
    }
}
