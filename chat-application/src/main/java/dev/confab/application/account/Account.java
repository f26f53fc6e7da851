package dev.confab.application.account;

import dev.confab.application.run.CancelRun;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.account.AccountStore;
import dev.confab.domain.account.Erased;
import dev.confab.domain.account.Expiry;
import dev.confab.domain.account.OwnedData;
import dev.confab.domain.account.OwnedSession;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.RunWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** All that owners have, over the stores that keep it. */
public final class Account implements ReadAccount, EraseAccount {

    private final AccountStore store;
    private final List<OwnedData> all;
    private final RunStore runs;
    private final CancelRun cancelling;
    private final ContextRetriever retriever;
    private final BooleanSupplier stopping;
    private final Optional<DeletionMarks> marks;

    /**
     * @param others    what is kept elsewhere; it is erased after all else
     * @param retriever is told that something is gone
     * @param stopping  whether this process wants to end
     * @param marks     the marks of what is deleted, if there are any
     */
    public Account(AccountStore store, List<OwnedData> others, RunStore runs, CancelRun cancelling,
            ContextRetriever retriever, BooleanSupplier stopping, Optional<DeletionMarks> marks) {
        this.store = Objects.requireNonNull(store, "store");
        this.all = new ArrayList<>(List.of(store));
        this.all.addAll(others);
        this.runs = Objects.requireNonNull(runs, "runs");
        this.cancelling = Objects.requireNonNull(cancelling, "cancelling");
        this.retriever = Objects.requireNonNull(retriever, "retriever");
        this.stopping = Objects.requireNonNull(stopping, "stopping");
        this.marks = Objects.requireNonNull(marks, "marks");
    }

    @Override
    public Optional<OwnedSession> session(Owner owner, SessionId session) {
        return store.session(owner, session);
    }

    @Override
    public List<OwnedSession> sessions(Owner owner, Optional<SessionId> after, int limit) {
        return store.sessions(owner, after, limit);
    }

    @Override
    public List<Run> runs(Owner owner, Collection<RunId> named) {
        return runs.read(named.stream().map(run -> new RunWatch(owner, run, Integer.MAX_VALUE)).toList())
                .stream()
                .map(RunProgress::run)
                .toList();
    }

    @Override
    public Erased erase(Owner owner, Duration patience) {
        long start = System.nanoTime();
        for (RunId run : store.active(owner)) {
            if (isOver(start, patience)) {
                break;
            }
            cancelling.cancel(owner, run);
        }
        Erased erased = Erased.NOTHING;
        for (OwnedData data : all) {
            do {
                erased = erased.and(data.erase(owner));
                if (erased.more() && isOver(start, patience)) {
                    return erased;
                }
            } while (erased.more());
        }
        follow(owner);
        return erased;
    }

    private static boolean isOver(long start, Duration patience) {
        return System.nanoTime() - start > patience.toNanos();
    }

    private void follow(Owner owner) {
        try {
            retriever.follow(owner);
        } catch (RuntimeException late) {
            // The next question looks by itself.
        }
    }

    @Override
    public Erased expire(Duration age) {
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("an age is positive");
        }
        Erased erased = Erased.NOTHING;
        Optional<SessionId> after = Optional.empty();
        do {
            Expiry step = store.expireSessions(after, age);
            erased = erased.and(step.erased());
            after = step.next();
        } while (after.isPresent() && !stopping.getAsBoolean());
        while (!stopping.getAsBoolean()) {
            Erased step = store.expireDocuments(age);
            erased = erased.and(step);
            if (!step.more()) {
                forgetDeletions();
                return erased;
            }
        }
        return new Erased(erased.counts(), true);
    }

    @Override
    public void forgetDeletions() {
        marks.ifPresent(all -> all.forget(stopping));
    }
}
