package dev.confab.application.sync;

import dev.confab.application.sync.SyncRemote.MessageCopy;
import dev.confab.application.sync.SyncRemote.SessionCopy;
import dev.confab.application.sync.SyncRemote.Status;
import dev.confab.application.sync.SyncRemote.Told;
import dev.confab.domain.MessageId;
import dev.confab.domain.SessionId;
import dev.confab.domain.session.OfflineChange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the server said it had stored, whether the device heard of it or not. */
final class Ledger {

    private final Set<Object> made = new HashSet<>();
    private final Set<Object> deleted = new HashSet<>();
    private final Map<MessageId, MessageCopy> said = new HashMap<>();
    private final Set<String> places = new HashSet<>();
    private final Map<SessionId, Long> renames = new HashMap<>();
    private int conflicts;
    private int repeats;

    synchronized void note(List<OfflineChange> batch, List<Told> told) {
        SyncSimulation.require(batch.size() == told.size(), "each change is answered");
        for (int at = 0; at < batch.size(); at++) {
            Status status = told.get(at).status();
            conflicts += status == Status.CONFLICT ? 1 : 0;
            repeats += status == Status.UNCHANGED ? 1 : 0;
            if (status == Status.APPLIED) {
                stored(batch.get(at), told.get(at));
            }
        }
    }

    private void stored(OfflineChange change, Told told) {
        switch (change) {
            case OfflineChange.SessionMade session ->
                SyncSimulation.require(made.add(session.session()), "a session is made once");
            case OfflineChange.SessionChanged session -> {
                SyncSimulation.require(told.session().orElseThrow().revision() == session.revision() + 1,
                        "who knows an older state changes nothing");
                renames.merge(session.session(), 1L, Long::sum);
            }
            case OfflineChange.SessionDeleted session ->
                SyncSimulation.require(deleted.add(session.session()), "a session is deleted once");
            case OfflineChange.MessageAdded message -> {
                SyncSimulation.require(made.add(message.message().id()), "a message is stored once");
                MessageCopy copy = told.message().orElseThrow();
                SyncSimulation.require(places.add(copy.session() + " " + copy.seq()), "a position is given out once");
                said.put(message.message().id(), copy);
            }
            case OfflineChange.MessageChanged message ->
                throw new AssertionError("a log keeps what was said, and a change of it was stored");
            case OfflineChange.MessageDeleted message ->
                SyncSimulation.require(deleted.add(message.message()), "a message is deleted once");
        }
    }

    /** Holds all that was said to be stored against what is there in the end. */
    synchronized void check(Map<SessionId, SessionCopy> sessions, Map<MessageId, MessageCopy> messages) {
        for (Object id : deleted) {
            SyncSimulation.require(!sessions.containsKey(id) && !messages.containsKey(id), "deleted stays deleted");
        }
        for (Object id : made) {
            if (id instanceof SessionId session && !deleted.contains(session)) {
                SyncSimulation.require(sessions.containsKey(session), "no session is lost");
            }
        }
        sessions.forEach((id, session) -> SyncSimulation.require(
                session.revision() == renames.getOrDefault(id, 0L), "each change is one revision"));
        said.forEach((id, message) -> {
            if (!deleted.contains(id) && !deleted.contains(message.session())) {
                SyncSimulation.require(message.equals(messages.get(id)), "no message is lost");
            }
        });
        SyncSimulation.require(
                messages.values().stream().map(MessageCopy::content).distinct().count() == messages.size(),
                "nothing is doubled");
    }

    /** Whether enough has happened to prove anything. */
    synchronized boolean isEventful() {
        return conflicts > 0 && repeats > 0 && !deleted.isEmpty() && !renames.isEmpty() && said.size() > 1;
    }
}
