package dev.confab.application.memory;

import dev.confab.domain.IdSource;
import dev.confab.domain.MessageId;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.RunCommand;
import dev.confab.domain.run.RunEffect;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunRules;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import java.time.Instant;
import java.util.Optional;

/** Says things to runs, and stores what comes of it when they end. Guarded by the lock of its store. */
final class RunEnds {

    private final Shelf shelf;
    private final RunRules rules;
    private final IdSource ids;

    RunEnds(Shelf shelf, RunRules rules, IdSource ids) {
        this.shelf = shelf;
        this.rules = rules;
        this.ids = ids;
    }

    /** Says something that is not the executor's word about the end. */
    RunEffect say(StoredRun run, RunCommand command, Instant now) {
        RunEffect effect = run.apply(rules, command, now);
        if (effect == RunEffect.ENDED) {
            endByOthers(run, now);
        }
        return effect;
    }

    private void endByOthers(StoredRun run, Instant now) {
        RunStatus end = run.state().status();
        Optional<Message> answer = run.shown()
                .filter(shown -> end == RunStatus.CANCELLED || end == RunStatus.INCOMPLETE)
                .map(shown -> run.session()
                        .answer(new MessageId(ids.next()), shown, MessageStatus.PARTIAL, run.cited(0), run,
                                now));
        Optional<RunError> error = end == RunStatus.CANCELLED ? Optional.empty()
                : Optional.of(new RunError(RunStore.ORPHANED, "the process that executed the run was lost"));
        run.end(new StoredRun.Ending(now, answer, error, Optional.empty(), Optional.empty()));
        shelf.end(run);
    }

    TurnClosing close(StoredRun run, TurnEnd end, Instant now) {
        RunEffect effect = run.apply(rules, new RunCommand.Close(end.attempt(), end.outcome().status()), now);
        if (effect != RunEffect.ENDED) {
            return repeated(run, end)
                    .orElseGet(() -> new TurnClosing.Superseded(Optional.of(run.state().status())));
        }
        Optional<Message> answer = end.outcome()
                .kept()
                .map(kept -> run.session()
                        .answer(end.answer(), kept.text(), kept.status(), kept.citations(), run, now));
        run.end(new StoredRun.Ending(now, answer, end.outcome().failure(), end.outcome().usage(),
                Optional.of(end.receipt())));
        shelf.end(run);
        return new TurnClosing.Closed(answer, now, next(run.session(), end.hold(), now));
    }

    /** Gives out the session's next run that is to be executed; ends the orphans before it that are not. */
    Optional<Claim> next(SessionLog session, Hold hold, Instant now) {
        while (!session.unended().isEmpty()) {
            StoredRun first = session.unended().getFirst();
            RunCommand offer = first.state().status() == RunStatus.QUEUED ? new RunCommand.Activate(hold.lease())
                    : new RunCommand.TakeOver(hold.lease());
            RunEffect effect = say(first, offer, now);
            if (effect != RunEffect.ENDED) {
                return effect == RunEffect.GIVEN ? Optional.of(first.claim()) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The reply to an end that was stored before, if this is the same one. */
    private static Optional<TurnClosing> repeated(StoredRun run, TurnEnd end) {
        return run.ending()
                .filter(ending -> ending.receipt().isPresent() && run.state().attempt() == end.attempt()
                        && run.state().status() == end.outcome().status()
                        && ending.answer().map(answer -> answer.id().equals(end.answer())).orElse(true))
                .map(ending -> new TurnClosing.Closed(ending.answer(), ending.at(), Optional.empty()));
    }
}
