package dev.confab.application.memory;

import dev.confab.domain.IdSource;
import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.session.Branch;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One session with its messages, and those of its runs that have not ended. Guarded by the lock of its store. */
final class SessionLog {

    private final Session created;
    private final List<Message> messages = new ArrayList<>();
    private final List<StoredRun> unended = new ArrayList<>();
    private Optional<PlainText> title = Optional.empty();
    private Instant updatedAt;

    private SessionLog(Session created) {
        this.created = created;
        this.updatedAt = created.updatedAt();
    }

    static SessionLog fresh(NewTurn turn, Instant now) {
        return new SessionLog(new Session(turn.freshSession(), turn.mode().orElse(SessionMode.OPEN_CHAT),
                turn.scope().orElse(Scope.ALL), turn.metadata(), Optional.empty(), 0, now, now));
    }

    /** A new session that has what stands before a position of this one. */
    SessionLog branch(SessionId id, long before, IdSource ids, Instant now) {
        var branch = new SessionLog(new Session(id, created.mode(), created.scope(), created.metadata(),
                Optional.of(new Branch(created.id(), before - 1)), 0, now, now));
        branch.title = title;
        for (Message message : messages.subList(0, (int) (before - 1))) {
            branch.messages.add(new Message(new MessageId(ids.next()), id, message.seq(), message.turn(),
                    message.role(), message.content(), message.status(), message.citations(), message.run(),
                    message.createdAt()));
        }
        return branch;
    }

    SessionId id() {
        return created.id();
    }

    Session session() {
        return new Session(created.id(), created.mode(), created.scope(), created.metadata(), created.branch(),
                messages.size(),
                created.createdAt(), updatedAt);
    }

    Optional<PlainText> title() {
        return title;
    }

    void entitle(PlainText words) {
        title = Optional.of(words);
    }

    List<Message> messages() {
        return messages;
    }

    /** The runs that have not ended, in the order of their opening: only the first one can be running. */
    List<StoredRun> unended() {
        return unended;
    }

    boolean isNext(StoredRun run) {
        return !unended.isEmpty() && unended.getFirst() == run;
    }

    Optional<Message> question(MessageId id) {
        return messages.stream()
                .filter(message -> message.id().equals(id) && message.role() == Role.USER)
                .findFirst();
    }

    Optional<Message> lastQuestion() {
        return messages.reversed().stream().filter(message -> message.role() == Role.USER).findFirst();
    }

    Message question(long seq) {
        return messages.get((int) (seq - 1));
    }

    /** The latest messages of the turns before one. */
    List<Message> window(long turn, int count) {
        var window = new ArrayList<Message>(count);
        for (int at = messages.size() - 1; at >= 0 && window.size() < count; at--) {
            if (messages.get(at).turn() < turn) {
                window.add(messages.get(at));
            }
        }
        return List.copyOf(window.reversed());
    }

    List<Message> after(long seq, int limit) {
        int from = (int) Math.min(seq, messages.size());
        return List.copyOf(messages.subList(from, Math.min(messages.size(), from + limit)));
    }

    Message ask(MessageId id, PlainText content, RunId run, Instant now) {
        long seq = messages.size() + 1L;
        return add(new Message(id, id(), seq, seq, Role.USER, content, MessageStatus.COMPLETE, List.of(), run, now));
    }

    Message answer(MessageId id, PlainText content, MessageStatus status, List<Citation> citations, StoredRun run,
            Instant now) {
        return add(new Message(id, id(), messages.size() + 1L, run.askSeq(), Role.ASSISTANT, content, status, citations,
                run.id(), now));
    }

    private Message add(Message message) {
        messages.add(message);
        updatedAt = message.createdAt();
        return message;
    }
}
