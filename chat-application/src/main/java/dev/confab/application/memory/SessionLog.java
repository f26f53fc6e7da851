package dev.confab.application.memory;

import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.Citation;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One session with its messages and runs. Guarded by the lock of the store that has it. */
final class SessionLog {

    static final int FIRST_ATTEMPT = 1;

    /** The run that has not ended, and until when it counts as executed. */
    record LiveRun(RunId run, Instant leaseEnd) {}

    private final Session created;
    private final List<Message> messages = new ArrayList<>();
    private final Map<RunId, Run> runs = new LinkedHashMap<>();
    private Instant updatedAt;
    private @Nullable LiveRun active;

    SessionLog(NewTurn turn, Instant now) {
        this.created = new Session(turn.freshSession(), turn.mode().orElse(SessionMode.OPEN_CHAT), turn.metadata(), 0,
                now, now);
        this.updatedAt = now;
    }

    SessionId id() {
        return created.id();
    }

    Session session() {
        return new Session(created.id(), created.mode(), created.metadata(), messages.size(), created.createdAt(),
                updatedAt);
    }

    Optional<LiveRun> active() {
        return Optional.ofNullable(active);
    }

    Run run(RunId id) {
        return Objects.requireNonNull(runs.get(id));
    }

    List<Message> latest(int count) {
        return List.copyOf(messages.subList(Math.max(0, messages.size() - count), messages.size()));
    }

    List<Message> after(long seq, int limit) {
        int from = (int) Math.min(seq, messages.size());
        return List.copyOf(messages.subList(from, Math.min(messages.size(), from + limit)));
    }

    Message open(NewTurn turn, Instant now) {
        var question = new Message(turn.message(), id(), messages.size() + 1L, Role.USER, turn.content(),
                MessageStatus.COMPLETE, List.of(), turn.run(), now);
        messages.add(question);
        runs.put(turn.run(),
                new Run(turn.run(), id(), RunStatus.RUNNING, FIRST_ATTEMPT, question.seq(), Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.empty(), now, Optional.empty()));
        active = new LiveRun(turn.run(), now.plus(turn.lease()));
        updatedAt = now;
        return question;
    }

    /** Ends the active run for a reason that is not its own. */
    void end(RunOutcome outcome, Instant now) {
        Run run = run(Objects.requireNonNull(active).run());
        runs.put(run.id(), ended(run, outcome, Optional.empty(), Optional.empty(), now));
        active = null;
    }

    TurnClosing close(TurnEnd end, Instant now) {
        Run run = runs.get(end.run());
        if (run == null) {
            return new TurnClosing.Superseded(Optional.empty());
        }
        if (run.status() != RunStatus.RUNNING || run.attempt() != end.attempt()) {
            return again(run, end).orElseGet(() -> new TurnClosing.Superseded(Optional.of(run.status())));
        }
        Optional<Message> answer = answer(end, now);
        answer.ifPresent(messages::add);
        runs.put(run.id(), ended(run, end.outcome(), answer.map(Message::seq), Optional.of(end.receipt()), now));
        active = null;
        updatedAt = now;
        return new TurnClosing.Closed(answer, now);
    }

    /** The reply to an end that was stored before, if this is the same one. */
    private Optional<TurnClosing> again(Run run, TurnEnd end) {
        Optional<Message> stored = run.answerSeq().map(seq -> messages.get((int) (seq - 1)));
        boolean same = run.attempt() == end.attempt() && run.receipt().isPresent()
                && run.status() == end.outcome().status()
                && stored.map(message -> message.id().equals(end.answer())).orElse(true);
        return same && run.endedAt().isPresent()
                ? Optional.of(new TurnClosing.Closed(stored, run.endedAt().get()))
                : Optional.empty();
    }

    private Optional<Message> answer(TurnEnd end, Instant now) {
        return switch (end.outcome()) {
            case RunOutcome.Completed completed ->
                Optional.of(answer(end, completed.answer(), completed.citations(), MessageStatus.COMPLETE, now));
            case RunOutcome.Incomplete incomplete ->
                Optional.of(answer(end, incomplete.answer(), incomplete.citations(), MessageStatus.PARTIAL, now));
            case RunOutcome.Cancelled cancelled ->
                cancelled.answer().map(text -> answer(end, text, List.of(), MessageStatus.PARTIAL, now));
            case RunOutcome.Failed failed -> Optional.empty();
        };
    }

    private Message answer(TurnEnd end, PlainText text, List<Citation> citations, MessageStatus status, Instant now) {
        return new Message(end.answer(), id(), messages.size() + 1L, Role.ASSISTANT, text, status, citations, end.run(),
                now);
    }

    private static Run ended(Run run, RunOutcome outcome, Optional<Long> answerSeq, Optional<Receipt> receipt,
            Instant now) {
        Optional<RunError> error = switch (outcome) {
            case RunOutcome.Incomplete incomplete -> Optional.of(incomplete.error());
            case RunOutcome.Failed failed -> Optional.of(failed.error());
            case RunOutcome.Completed completed -> Optional.empty();
            case RunOutcome.Cancelled cancelled -> Optional.empty();
        };
        Optional<Usage> usage = outcome instanceof RunOutcome.Completed completed ? completed.usage()
                : Optional.empty();
        return new Run(run.id(), run.session(), outcome.status(), run.attempt(), run.askSeq(), answerSeq, error, usage,
                receipt, run.createdAt(), Optional.of(now));
    }
}
