package dev.confab.application.memory;

import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.IdempotencyKey;
import dev.confab.domain.session.NewTurn;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where sessions and runs are found again. Guarded by the lock of its store. */
final class Shelf {

    record Repeated(String digest, StoredRun run) {}

    private record SessionKey(Owner owner, SessionId id) {}

    private record TurnKey(Owner owner, String value) {}

    private final Map<SessionKey, SessionLog> sessions = new HashMap<>();
    private final Map<RunId, StoredRun> runs = new HashMap<>();
    private final Map<TurnKey, Repeated> keys = new HashMap<>();
    private final Set<SessionLog> busy = new LinkedHashSet<>();
    private long tick;

    /** Numbers a change of sessions or logs, in the order of changes. */
    long tick() {
        return ++tick;
    }

    /** Returns the number of the latest change. */
    long latest() {
        return tick;
    }

    /** The sessions of an owner, in no order. */
    List<SessionLog> sessions(Owner owner) {
        return sessions.entrySet()
                .stream()
                .filter(entry -> entry.getKey().owner().equals(owner))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Returns whether anybody has a session of this identity. */
    boolean hasSession(SessionId id) {
        return sessions.keySet().stream().anyMatch(key -> key.id().equals(id));
    }

    /** Returns whether any session has a message of this identity. */
    boolean hasMessage(MessageId id) {
        return sessions.values().stream().anyMatch(log -> log.message(id).isPresent());
    }

    void add(Owner owner, SessionLog log) {
        sessions.put(new SessionKey(owner, log.id()), log);
    }

    /** Forgets a session with its runs and their keys; returns all of its runs. */
    List<RunId> remove(Owner owner, SessionLog log) {
        sessions.remove(new SessionKey(owner, log.id()));
        busy.remove(log);
        keys.values().removeIf(repeated -> repeated.run().session() == log);
        List<RunId> all = runs.values().stream().filter(run -> run.session() == log).map(StoredRun::id).toList();
        all.forEach(runs::remove);
        return all;
    }

    /** The runs of a session that a message asked for or that wrote it. */
    List<StoredRun> runs(SessionLog log, Message message) {
        return runs.values()
                .stream()
                .filter(run -> run.session() == log && (run.askSeq() == message.seq()
                        || message.origin().equals(Optional.of(run.id()))))
                .toList();
    }

    Optional<SessionLog> session(Owner owner, SessionId id) {
        return Optional.ofNullable(sessions.get(new SessionKey(owner, id)));
    }

    Map<SessionLog, Owner> sessions() {
        var all = new HashMap<SessionLog, Owner>();
        sessions.forEach((key, session) -> all.put(session, key.owner()));
        return all;
    }

    Optional<StoredRun> run(Owner owner, RunId id) {
        return run(id).filter(run -> run.owner().equals(owner));
    }

    Optional<StoredRun> run(RunId id) {
        return Optional.ofNullable(runs.get(id));
    }

    Optional<Repeated> repeated(Owner owner, IdempotencyKey key) {
        return Optional.ofNullable(keys.get(new TurnKey(owner, key.value())));
    }

    /** The sessions with runs that have not ended. */
    List<SessionLog> busy() {
        return List.copyOf(busy);
    }

    void begin(StoredRun run, NewTurn turn) {
        if (runs.putIfAbsent(run.id(), run) != null) {
            throw new IllegalArgumentException("run " + run.id() + " exists");
        }
        turn.key()
                .ifPresent(
                        key -> keys.put(new TurnKey(run.owner(), key.value()), new Repeated(key.digest(), run)));
        add(run.owner(), run.session());
        run.session().unended().add(run);
        busy.add(run.session());
    }

    void end(StoredRun run) {
        run.session().unended().remove(run);
        if (run.session().unended().isEmpty()) {
            busy.remove(run.session());
        }
    }
}
