package dev.confab.application.sync;

import dev.confab.application.sync.SyncRemote.MessageCopy;
import dev.confab.application.sync.SyncRemote.Page;
import dev.confab.application.sync.SyncRemote.SessionCopy;
import dev.confab.application.sync.SyncRemote.Status;
import dev.confab.application.sync.SyncRemote.Told;
import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Role;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.Title;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** A device with its own copy, which it changes whether it can reach the server or not. For one thread. */
final class OfflineDevice {

    private final String name;
    private final Random random;
    private final Map<SessionId, SessionCopy> sessions = new HashMap<>();
    private final Map<MessageId, MessageCopy> messages = new HashMap<>();
    private final Set<Object> gone = new HashSet<>();
    private final List<OfflineChange> pending = new ArrayList<>();
    private Optional<String> cursor = Optional.empty();
    private int words;

    OfflineDevice(String name, Random random) {
        this.name = name;
        this.random = random;
    }

    Map<SessionId, SessionCopy> sessions() {
        return sessions;
    }

    Map<MessageId, MessageCopy> messages() {
        return messages;
    }

    List<OfflineChange> pending() {
        return pending;
    }

    Optional<SessionId> anySession() {
        var known = new ArrayList<>(sessions.keySet());
        pending.forEach(change -> {
            if (change instanceof OfflineChange.SessionMade made) {
                known.add(made.session());
            }
        });
        return any(known);
    }

    private <T> Optional<T> any(List<T> all) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    /** An identity that is the same for the same seed. */
    private UUID id() {
        return new UUID((random.nextLong() & ~0xF000L) | 0x4000L,
                (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
    }

    private String say(String what) {
        words++;
        return name + " " + what + " " + words;
    }

    private static SessionAttributes titled(String title) {
        return new SessionAttributes(Optional.of(new Title(PlainText.of(title))), SessionMode.OPEN_CHAT, Scope.ALL,
                Metadata.NONE);
    }

    /** Does something to the copy. */
    void act() {
        Optional<SessionId> session = anySession();
        int what = random.nextInt(12);
        if (what < 2 || session.isEmpty()) {
            pending.add(new OfflineChange.SessionMade(new SessionId(id()), titled(say("makes"))));
            return;
        }
        SessionId some = session.get();
        switch (what) {
            case 2, 3 -> rename(some);
            case 4 -> pending.add(new OfflineChange.SessionDeleted(some,
                    random.nextBoolean() ? Optional.empty()
                            : Optional.ofNullable(sessions.get(some)).map(SessionCopy::revision)));
            case 5 -> anyMessage().ifPresent(message -> pending.add(new OfflineChange.MessageDeleted(
                    message.getValue().session(), message.getKey())));
            case 6 -> anyMessage().ifPresent(message -> pending.add(new OfflineChange.MessageChanged(
                    message.getValue().session(), message.getKey(), PlainText.of(say("edits")))));
            default -> pending.add(new OfflineChange.MessageAdded(some, new NewMessage(new MessageId(id()),
                    random.nextInt(4) == 0 ? Role.ASSISTANT : Role.USER, PlainText.of(say("says")))));
        }
    }

    private Optional<Map.Entry<MessageId, MessageCopy>> anyMessage() {
        return any(new ArrayList<>(messages.entrySet()));
    }

    private void rename(SessionId session) {
        SessionCopy copy = sessions.get(session);
        if (copy != null) {
            pending.add(new OfflineChange.SessionChanged(session, copy.revision(), titled(say("names"))));
        }
    }

    /** Takes what was told of the first changes that are pending. */
    void take(List<OfflineChange> batch, List<Told> told) {
        var kept = new ArrayList<OfflineChange>();
        for (int at = 0; at < batch.size(); at++) {
            if (told.get(at).status() == Status.BUSY) {
                kept.add(batch.get(at));
            } else {
                take(batch.get(at), told.get(at));
            }
        }
        pending.subList(0, batch.size()).clear();
        pending.addAll(0, kept);
    }

    private void take(OfflineChange change, Told told) {
        SyncSimulation.require((told.session().isPresent() ? 1 : 0) + (told.message().isPresent() ? 1 : 0)
                + (told.gone() ? 1 : 0) == (told.status() == Status.REFUSED ? 0 : 1), "one state is told, or a reason");
        told.session().ifPresent(copy -> put(change.session(), copy));
        if (change instanceof OfflineChange.MessageAdded added) {
            told.message().ifPresent(copy -> put(added.message().id(), copy));
        }
        if (told.gone()) {
            switch (change) {
                case OfflineChange.SessionMade made -> drop(made.session());
                case OfflineChange.SessionChanged changed -> drop(changed.session());
                case OfflineChange.SessionDeleted deleted -> drop(deleted.session());
                case OfflineChange.MessageAdded added -> drop(added.message().id());
                case OfflineChange.MessageChanged changed -> drop(changed.message());
                case OfflineChange.MessageDeleted deleted -> drop(deleted.message());
            }
        }
    }

    /** Reads one page; returns whether there is more. */
    boolean pull(SyncRemote remote, int limit) {
        Page page = remote.read(cursor, limit);
        page.sessions().forEach(this::put);
        page.messages().forEach((id, message) -> {
            SyncSimulation.require(sessions.containsKey(message.session()), "a message comes with its session");
            put(id, message);
        });
        page.deletedSessions().forEach(this::drop);
        page.deletedMessages().forEach(this::drop);
        cursor = Optional.of(page.cursor());
        return page.more();
    }

    private void put(SessionId id, SessionCopy copy) {
        SyncSimulation.require(!gone.contains(id), "a deleted session stays deleted");
        SessionCopy before = sessions.put(id, copy);
        SyncSimulation.require(before == null || before.revision() <= copy.revision(), "what is told is not older");
    }

    private void put(MessageId id, MessageCopy copy) {
        SyncSimulation.require(!gone.contains(id) && !gone.contains(copy.session()), "a deleted message stays deleted");
        MessageCopy before = messages.put(id, copy);
        SyncSimulation.require(before == null || before.equals(copy), "a log keeps what was said");
    }

    private void drop(SessionId id) {
        gone.add(id);
        sessions.remove(id);
        messages.values().removeIf(message -> message.session().equals(id));
    }

    private void drop(MessageId id) {
        gone.add(id);
        messages.remove(id);
    }
}
