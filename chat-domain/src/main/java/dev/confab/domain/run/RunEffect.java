package dev.confab.domain.run;

/** What a command did to a run. */
public enum RunEffect {
    /** What was said is stored, or was so before. */
    DONE,
    /** The run has ended by this. What was logged and is not blank is its partial answer, unless its executor closed it. */
    ENDED,
    /** The run is now to be executed by who said this. */
    GIVEN,
    /** There is no reason to do so in the state the run is in. */
    NOTHING,
    /** The speaker does not execute the run any more, or not at all. */
    NOT_YOURS,
    /** What stands before the piece is not there. */
    GAP
}
