package dev.confab.domain.run;

/** What a new turn does when its session's last run has not ended. */
public enum OnBusy {
    /** The active run is cancelled and the new turn takes its place. */
    INTERRUPT,
    /** The new turn is refused and nothing of it is stored. */
    REJECT
}
