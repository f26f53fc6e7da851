package dev.confab.application.memory;

import static dev.confab.application.memory.Simulation.require;

import dev.confab.application.contract.ForwardingStore;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.IdempotencyKey;
import dev.confab.domain.run.Pulse;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.run.TextLogging;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Stands before a store, believes nothing, and compares every reply with what the replies before it have promised. */
final class StoreAudit extends ForwardingStore {

    private final InMemorySessionStore store;
    private final Simulation world;
    private final Map<RunId, RunFacts> runs = new LinkedHashMap<>();
    private final Map<SessionId, SessionFacts> sessions = new LinkedHashMap<>();
    private final Map<String, RunFacts> keys = new HashMap<>();
    private final Map<String, Integer> heard = new HashMap<>();
    private long trace = 17;
    private int commands;
    private int unended;

    StoreAudit(InMemorySessionStore store, Simulation world) {
        super(store);
        this.store = store;
        this.world = world;
    }

    @Override
    public TurnOpening openTurn(Owner owner, NewTurn turn) {
        TurnOpening opening = super.openTurn(owner, turn);
        switch (opening) {
            case TurnOpening.Opened opened -> {
                begin(turn, opened.session().id(), RunStatus.RUNNING);
                noteOpening("opened", opened.session().id(), opened.question());
            }
            case TurnOpening.Queued queued -> {
                begin(turn, queued.session().id(), RunStatus.QUEUED);
                noteOpening("queued", queued.session().id(), queued.question());
            }
            case TurnOpening.Joined joined -> {
                note("joined", number(joined.run()));
                RunFacts first = keys.get(turn.key().orElseThrow().value());
                require(first != null && first.id.equals(joined.run()), () -> "a repetition joined another run");
            }
            case TurnOpening.Busy busy -> {
                note("busy", number(busy.active()));
                look(session(busy.session()), run -> run.leaseEnd <= world.now());
            }
            case TurnOpening.KeyTaken taken -> note("key taken", 0);
            case TurnOpening.NoSuchDocument unknown -> note("no such document", 0);
            case TurnOpening.NoSuchAssistant unknown -> note("no such assistant", 0);
            case TurnOpening.NothingToAsk nothing -> note("nothing to ask", 0);
        }
        return opening;
    }

    private void noteOpening(String what, SessionId id, Message question) {
        note(what, question.seq());
        SessionFacts session = session(id);
        look(session, run -> true);
        session.requireOrder();
    }

    private void begin(NewTurn turn, SessionId id, RunStatus status) {
        SessionFacts session = sessions.computeIfAbsent(id, SessionFacts::new);
        var run = new RunFacts(turn, session, status, world.now(), turn.hold().lease().toMillis(), runs.size());
        note(switch (turn.ask()) {
            case NewTurn.Ask.Said said -> "said";
            case NewTurn.Ask.Edited edited -> "edited";
            case NewTurn.Ask.Again again -> "again";
        }, 0);
        RunFacts first = keys.put(turn.key().orElseThrow().value(), run);
        require(first == null, () -> "one key made two runs");
        runs.put(run.id, run);
        session.unended.add(run);
        unended++;
    }

    @Override
    public TurnClosing closeTurn(Owner owner, TurnEnd end) {
        TurnClosing closing = super.closeTurn(owner, end);
        RunFacts run = facts(end.run());
        switch (closing) {
            case TurnClosing.Closed closed -> {
                note("closed", run.number);
                if (run.hasEnded()) {
                    require(closed.next().isEmpty(), () -> "a repeated end gave out a run");
                    require(run.end != null && run.end.receipt().isPresent() && run.end.attempt() == end.attempt(),
                            () -> "an end was taken of a run that others ended");
                } else {
                    run.heard(end.attempt(), "an end");
                    // The next run was given out in the same step: its turn comes by this end.
                    look(run.session, one -> one == run, closed.next());
                    require(run.status == end.outcome().status(), () -> "a run did not end as was said");
                }
            }
            case TurnClosing.Superseded superseded -> {
                note("superseded", run.number);
                require(run.hasEnded() || run.attempt != end.attempt(), () -> "the executor's word was refused");
                look(run.session, one -> false);
            }
        }
        return closing;
    }

    @Override
    public Optional<RunProgress> cancel(Owner owner, RunId id) {
        Optional<RunProgress> progress = super.cancel(owner, id);
        RunFacts run = facts(id);
        note("cancel", run.number);
        boolean orphan = run.status == RunStatus.QUEUED || run.leaseEnd <= world.now();
        look(run.session, one -> one == run && orphan);
        require(run.hasEnded() || !orphan, () -> "nobody is there to cancel a run, and it did not end");
        run.cancelAsked = true;
        return progress;
    }

    @Override
    public Optional<RunProgress> follow(Owner owner, RunId id) {
        Optional<RunProgress> progress = super.follow(owner, id);
        RunFacts run = facts(id);
        note("follow", run.number);
        run.followed |= !run.hasEnded();
        look(run.session, one -> false);
        return progress;
    }

    @Override
    public List<Pulse> heartbeat(Hold hold, List<Execution> executions) {
        List<Pulse> pulses = super.heartbeat(hold, executions);
        note("heartbeat", pulses.size());
        for (Execution execution : executions) {
            RunFacts run = facts(execution.run());
            Optional<Pulse> pulse = pulses.stream().filter(one -> one.run().equals(run.id)).findFirst();
            if (pulse.isPresent()) {
                run.heard(execution.attempt(), "a sign of life");
                run.leaseEnd = world.now() + hold.lease().toMillis();
                require(pulse.get().cancelAsked() == run.cancelAsked, () -> "who executes hears nothing of a cancel");
                require(pulse.get().followed() == run.followed, () -> "who executes hears nothing of a follower");
            } else {
                require(run.hasEnded() || run.attempt != execution.attempt(), () -> "an executor lost its run");
            }
            look(run.session, one -> false);
        }
        return pulses;
    }

    boolean released(Hold hold, List<Execution> executions) {
        super.release(hold, executions);
        note("release", executions.size());
        for (Execution execution : executions) {
            RunFacts run = facts(execution.run());
            if (run.status == RunStatus.RUNNING && run.attempt == execution.attempt()) {
                run.leaseEnd = Math.min(run.leaseEnd, world.now());
            }
            look(run.session, one -> false);
        }
        return true;
    }

    @Override
    public TextLogging append(Hold hold, List<TextPiece> pieces) {
        TextLogging logging = super.append(hold, pieces);
        for (TextPiece piece : pieces) {
            RunFacts run = facts(piece.execution().run());
            if (logging.lost().contains(run.id)) {
                note("lost", run.number);
                require(run.hasEnded() || run.attempt != piece.execution().attempt(),
                        () -> "the executor's text was refused");
            } else if (logging.gaps().contains(run.id)) {
                note("gap", run.number);
                run.heard(piece.execution().attempt(), "a piece behind a gap");
            } else {
                note("logged", run.number);
                run.heard(piece.execution().attempt(), "text");
                run.accepted(piece.position(), piece.text().value());
            }
            look(run.session, one -> false);
        }
        return logging;
    }

    @Override
    public List<Claim> claim(Hold hold, int limit) {
        List<Claim> claims = super.claim(hold, limit);
        note("claim", claims.size());
        require(claims.size() <= limit, () -> "more was given than asked for");
        var given = new HashMap<SessionId, Claim>();
        for (Claim claim : claims) {
            require(given.put(claim.session(), claim) == null, () -> "two runs of a session were given out");
        }
        for (SessionFacts session : sessions.values()) {
            if (!session.unended.isEmpty()) {
                look(session, run -> run.status == RunStatus.RUNNING && run.leaseEnd <= world.now(),
                        Optional.ofNullable(given.get(session.id)));
                require(claims.size() == limit || session.unended.isEmpty() || isHeld(session.unended.getFirst()),
                        () -> "an orphan was left");
            }
        }
        return claims;
    }

    private boolean isHeld(RunFacts run) {
        return run.status == RunStatus.RUNNING && run.leaseEnd > world.now();
    }

    void loseText() {
        store.loseText();
        note("text lost", 0);
        for (RunFacts run : runs.values()) {
            if (!run.hasEnded()) {
                run.textLost = true;
            }
        }
    }

    private void look(SessionFacts session, Predicate<RunFacts> mayEnd) {
        look(session, mayEnd, Optional.empty());
    }

    /** Compares a session with what is known of it, takes over what has changed, and requires that it may. */
    private void look(SessionFacts session, Predicate<RunFacts> mayEnd, Optional<Claim> given) {
        session.grew(store.readMessages(world.owner, session.id, session.messages.size(), SessionStore.MAX_PAGE));
        for (RunFacts run : List.copyOf(session.unended)) {
            Run stored = stored(run);
            if (stored.status().isTerminal()) {
                require(mayEnd.test(run), () -> "a run ended for no reason");
                require(run.status.mayBecome(stored.status()),
                        () -> "a run that was " + run.status + " is " + stored.status());
                session.unended.remove(run);
                unended--;
                note(stored.receipt().isPresent() ? "ended" : "ended by others as " + stored.status(), run.number);
                run.ended(stored, stored.answerSeq().map(seq -> content(run, seq)));
            }
        }
        if (given.isPresent()) {
            Execution execution = given.get().execution();
            note(execution.attempt() > 1 ? "taken over" : "activated", number(execution.run()));
            facts(execution.run()).given(execution.attempt(), world.now(), SimulatedReplica.LEASE.toMillis());
        }
        for (RunFacts run : session.unended) {
            Run stored = stored(run);
            require(stored.status() == run.status && stored.attempt() == run.attempt,
                    () -> "a run is " + stored.status() + ", attempt " + stored.attempt() + ", without reason");
        }
        session.requireOrder();
    }

    private String content(RunFacts run, long seq) {
        Message answer = run.session.messages.get((int) seq - 1);
        require(answer.run().equals(run.id) && answer.role() == Role.ASSISTANT, () -> "an answer is another run's");
        return answer.content().value();
    }

    private Run stored(RunFacts run) {
        return store.findRun(world.owner, run.id).orElseThrow();
    }

    /** The answer to a client stands: its turn is stored, once. */
    void requireAcknowledged(IdempotencyKey key, RunId id) {
        RunFacts run = keys.get(key.value());
        require(run != null && run.id.equals(id), () -> "an acknowledged turn is not stored");
    }

    /** What somebody was shown is the beginning of the answer. */
    void requireShown(RunId id, String shown) {
        RunFacts run = facts(id);
        Optional<String> answer = Optional.ofNullable(run.end).flatMap(Run::answerSeq).map(seq -> content(run, seq));
        require(run.textLost || answer.orElse(run.accepted).startsWith(shown) || (run.hasEnded() && shown.isBlank()),
                () -> "what was shown is not the answer");
    }

    List<Message> questions(SessionId id) {
        return session(id).messages.stream().filter(message -> message.role() == Role.USER).toList();
    }

    /** Everything is executed by somebody who lives, or waits for something that is. */
    void requireSettled(List<SimulatedReplica> replicas) {
        for (SessionFacts session : sessions.values()) {
            if (!session.unended.isEmpty()) {
                RunFacts first = session.unended.getFirst();
                require(isHeld(first), () -> "a run has no executor long after the last disturbance");
                var execution = new Execution(first.id, first.attempt);
                // What was given out just now is still on its way to who executes it.
                require(world.now() - first.givenAt < 100
                        || replicas.stream().anyMatch(replica -> replica.executes(execution)),
                        () -> "a leased run is executed by nobody");
            }
        }
    }

    /** All has ended, and what had ended before is as it was. */
    void requireEnd() {
        require(isDone(), () -> unended + " runs never ended");
        runs.values().forEach(run -> run.unchanged(stored(run)));
        for (SessionFacts session : sessions.values()) {
            List<Message> log = new ArrayList<>(
                    store.readMessages(world.owner, session.id, 0, SessionStore.MAX_PAGE));
            require(log.equals(session.messages), () -> "a log changed");
        }
    }

    boolean isDone() {
        return unended == 0;
    }

    long trace() {
        return trace;
    }

    int commands() {
        return commands;
    }

    /** What was heard of the store, how often. */
    Map<String, Integer> heard() {
        return heard;
    }

    private void note(String what, long about) {
        commands++;
        heard.merge(what, 1, Integer::sum);
        trace = (trace * 31 + what.hashCode()) * 0x9E3779B97F4A7C15L + (about * 1_000_003 + world.now());
        trace ^= trace >>> 29;
    }

    private long number(RunId id) {
        return facts(id).number;
    }

    private RunFacts facts(RunId id) {
        RunFacts run = runs.get(id);
        if (run == null) {
            throw new Simulation.Violation("the store tells of a run that nobody opened");
        }
        return run;
    }

    private SessionFacts session(SessionId id) {
        SessionFacts session = sessions.get(id);
        if (session == null) {
            throw new Simulation.Violation("the store tells of a session that nobody began");
        }
        return session;
    }
}
