package dev.confab.domain.quota;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.account.Erased;
import dev.confab.domain.account.OwnedData;
import dev.confab.domain.fault.StoreFault;
import java.time.Duration;

/**
 * Keeps how much owners use, in the same place as runs. Blocking; safe for use by several threads and processes at once, which all
 * see the same: however many ask together, no more is given than the limits say. Each method is one step: when it throws, it did
 * nothing, or its reply was lost. All times are the store's. Every method may throw {@link StoreFault}.
 */
public interface QuotaStore extends OwnedData {

    /** For how many seconds a request counts, beginning with the end of the second in which it was made. */
    int WINDOW = 60;

    /** Counts a request, unless there have been too many within the last minute, and tells how much is used. */
    Admission admit(Owner owner, Limits limits);

    /**
     * Holds back what a run may use at the most, on the day that it is, if what is used and held back allows it. What is held
     * for the same run already takes no part in that and is replaced. What was held for runs that have ended meanwhile is charged, by the
     * rule of {@link Held}.
     */
    Reserving reserve(Owner owner, Limits limits, Reservation reservation);

    /**
     * Charges what a run did use, on the day for which it was held, and holds nothing any more. When nothing is held for it, it was
     * charged before, and nothing happens.
     */
    void settle(Owner owner, RunId run, Amount used);

    /** Charges something for which nothing was held back, today. */
    void charge(Owner owner, Amount used);

    /** Tells how much is used and counts nothing. */
    Standing read(Owner owner);

    /** Forgets some of what was used longer ago, whoever used it; what this month's limits need is never so old. */
    Erased forget(Duration age);

    /** The least age of what may be forgotten. */
    Duration LEAST_AGE = Duration.ofDays(62);

    /** Checks the argument of {@link #forget}, for those who implement it. */
    static void requireOld(Duration age) {
        if (age.compareTo(LEAST_AGE) < 0) {
            throw new IllegalArgumentException("an age is at least " + LEAST_AGE.toDays() + " days");
        }
    }
}
