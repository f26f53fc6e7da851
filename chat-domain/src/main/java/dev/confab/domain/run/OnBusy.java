package dev.confab.domain.run;

/** What a new turn does when its session has a run that has not ended. */
public enum OnBusy {
    /** Every run of the session that has not ended is cancelled, with its shown text kept, and the new turn begins. */
    INTERRUPT,
    /** The new turn waits until those before it have ended; turns of a session are executed in the order of their asking. */
    ENQUEUE,
    /** The new turn is refused and nothing of it is stored. */
    REJECT
}
