package dev.confab.domain.background;

import dev.confab.domain.Owner;

/** Who does the work. Blocking; called by several threads at once. */
public interface Worker {

    /** What came of it, when it did not fail. */
    enum Result {
        /** It is done, or there was nothing to be done, or it is not worth another try. */
        DONE,
        /** This process wants to end: another one, or this one when it is there again, has to do it. */
        LATER
    }

    /**
     * Does it. What it throws is a failure, after which it is tried again.
     *
     * @param owner whose session it is
     */
    Result perform(Owner owner, SessionTask task, Attempt attempt);

    /** Forgets what is old. What it throws is a failure, after which it is tried again. */
    Result forgetOld(Attempt attempt);
}
