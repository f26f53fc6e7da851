package dev.confab.application.memory;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Keeps sessions in memory for as long as it lives. Each method is one step under one lock. */
public final class InMemorySessionStore implements SessionStore {

    private record SessionKey(Owner owner, SessionId id) {}

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<SessionKey, SessionLog> sessions = new HashMap<>();
    private final Map<RunId, SessionKey> sessionOfRun = new HashMap<>();

    /** @param clock tells when things are stored */
    public InMemorySessionStore(InstantSource clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public TurnOpening openTurn(Owner owner, NewTurn turn) {
        Objects.requireNonNull(owner, "owner");
        return locked(() -> {
            Instant now = clock.instant();
            var named = turn.session().map(id -> sessions.get(new SessionKey(owner, id)));
            SessionLog log = named.orElseGet(() -> new SessionLog(turn, now));
            Optional<SessionLog.LiveRun> active = log.active();
            Optional<RunId> interrupted = Optional.empty();
            if (active.isPresent()) {
                boolean orphaned = !active.get().leaseEnd().isAfter(now);
                if (orphaned) {
                    log.end(new RunOutcome.Failed(new RunError("orphaned", "the run's lease was over")), now);
                } else if (turn.onBusy() == OnBusy.REJECT) {
                    return new TurnOpening.Busy(log.id(), active.get().run());
                } else {
                    interrupted = Optional.of(active.get().run());
                    log.end(new RunOutcome.Cancelled(Optional.empty()), now);
                }
            }
            if (sessionOfRun.containsKey(turn.run())) {
                throw new IllegalArgumentException("run " + turn.run() + " exists");
            }
            var key = new SessionKey(owner, log.id());
            sessions.put(key, log);
            sessionOfRun.put(turn.run(), key);
            List<Message> window = log.latest(turn.window());
            Message question = log.open(turn, now);
            return new TurnOpening.Opened(log.session(), question, window, SessionLog.FIRST_ATTEMPT, interrupted);
        });
    }

    @Override
    public TurnClosing closeTurn(Owner owner, TurnEnd end) {
        return locked(() -> find(owner, end.session()).map(log -> log.close(end, clock.instant()))
                .orElseGet(() -> new TurnClosing.Superseded(Optional.empty())));
    }

    @Override
    public Optional<Session> findSession(Owner owner, SessionId session) {
        return locked(() -> find(owner, session).map(SessionLog::session));
    }

    @Override
    public List<Message> readMessages(Owner owner, SessionId session, long afterSeq, int limit) {
        SessionStore.requirePage(afterSeq, limit);
        return locked(() -> find(owner, session).map(log -> log.after(afterSeq, limit)).orElse(List.of()));
    }

    @Override
    public Optional<Run> findRun(Owner owner, RunId run) {
        return locked(() -> Optional.ofNullable(sessionOfRun.get(run))
                .filter(key -> key.owner().equals(owner))
                .map(key -> Objects.requireNonNull(sessions.get(key)).run(run)));
    }

    private Optional<SessionLog> find(Owner owner, SessionId session) {
        return Optional.ofNullable(sessions.get(new SessionKey(owner, session)));
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }
}
