package dev.confab.application.memory;

import dev.confab.domain.AssistantId;
import dev.confab.domain.IdSource;
import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.session.Branch;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.Title;
import dev.confab.domain.session.TurnOpening;
import dev.confab.domain.summary.Summary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One session with its messages, and those of its runs that have not ended. Guarded by the lock of its store. */
final class SessionLog {

    private final SessionId id;
    private final Optional<Branch> branch;
    private final Optional<NewSession> made;
    private final Instant createdAt;
    private final LongSupplier ticks;
    /** By their positions; those of deleted ones are missing. */
    private final NavigableMap<Long, Message> messages = new TreeMap<>();
    /** Under which number, and when, the message of each position was added, also of those that are deleted. */
    private final List<Long> stamps = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();
    private final List<StoredRun> unended = new ArrayList<>();
    private SessionAttributes attributes;
    private long revision;
    private @Nullable Summary summary;
    private long changed;
    private Instant updatedAt;

    private SessionLog(SessionId id, SessionAttributes attributes, Optional<Branch> branch, Optional<NewSession> made,
            Instant now, LongSupplier ticks) {
        this.id = id;
        this.attributes = attributes;
        this.branch = branch;
        this.made = made;
        this.createdAt = now;
        this.updatedAt = now;
        this.ticks = ticks;
        this.changed = ticks.getAsLong();
    }

    /** @param ticks numbers each change */
    static SessionLog fresh(NewTurn turn, Instant now, LongSupplier ticks) {
        return new SessionLog(turn.freshSession(), new SessionAttributes(Optional.empty(),
                turn.mode().orElse(SessionMode.OPEN_CHAT), turn.scope().orElse(Scope.ALL), turn.assistant(),
                turn.metadata()), Optional.empty(), Optional.empty(), now, ticks);
    }

    /** @param ticks numbers each change */
    static SessionLog empty(NewSession session, Instant now, LongSupplier ticks) {
        return new SessionLog(session.id(), session.attributes(), Optional.empty(), Optional.of(session),
                now, ticks);
    }

    /** A new session that has what stands before a position of this one. */
    SessionLog branch(SessionId fresh, long before, IdSource ids, Instant now) {
        var log = new SessionLog(fresh, attributes, Optional.of(new Branch(id, before - 1)), Optional.empty(),
                now, ticks);
        for (Message message : messages.headMap(before, false).values()) {
            log.messages.put(message.seq(), new Message(new MessageId(ids.next()), fresh, message.seq(), message.turn(),
                    message.role(), message.content(), message.status(), message.citations(), message.attachments(),
                    message.origin(),
                    message.createdAt()));
        }
        for (int at = 0; at < before - 1; at++) {
            log.stamps.add(log.changed);
            log.times.add(times.get(at));
        }
        log.summary = summary().filter(told -> told.seq() < before).orElse(null);
        return log;
    }

    SessionId id() {
        return id;
    }

    /** By which words it was made, if it was not made by a turn. */
    Optional<NewSession> made() {
        return made;
    }

    /** Its assistant, which may be gone. */
    Optional<AssistantId> assistant() {
        return attributes.assistant();
    }

    Session session() {
        return new Session(id, attributes.mode(), attributes.scope(), attributes.metadata(), branch, stamps.size(),
                createdAt, updatedAt);
    }

    SessionEntry entry() {
        return new SessionEntry(session(), attributes.title(), attributes.assistant(), revision);
    }

    void change(SessionAttributes now) {
        attributes = now;
        revision++;
        changed = ticks.getAsLong();
    }

    /** The number of the latest change. */
    long changed() {
        return changed;
    }

    /** The number under which a message was added. */
    long stamp(Message message) {
        return stamps.get((int) (message.seq() - 1));
    }

    /** When the log had last grown at the time of a change. */
    Instant updatedAt(long tick) {
        for (int at = stamps.size() - 1; at >= 0; at--) {
            if (stamps.get(at) <= tick) {
                return times.get(at);
            }
        }
        return createdAt;
    }

    /** What stands for messages that fall out of windows. */
    Optional<Summary> summary() {
        return Optional.ofNullable(summary);
    }

    void summarize(Summary other) {
        summary = other;
    }

    /** A message is gone or says something else: what tells of it is dropped. */
    void unsay(long seq) {
        summary = summary().filter(told -> told.seq() < seq).orElse(null);
    }

    /** Whether it has no title and, as far as that can be told, none was taken away, at the time of a question. */
    boolean isNameless(long question) {
        return attributes.title().isEmpty() && (revision == 0 || question == 1);
    }

    Optional<PlainText> title() {
        return attributes.title().map(Title::text);
    }

    void entitle(PlainText words) {
        change(new SessionAttributes(Optional.of(new Title(words)), attributes.mode(), attributes.scope(),
                attributes.assistant(), attributes.metadata()));
    }

    List<Message> messages() {
        return List.copyOf(messages.values());
    }

    /** The runs that have not ended, in the order of their opening: only the first one can be running. */
    List<StoredRun> unended() {
        return unended;
    }

    boolean isNext(StoredRun run) {
        return !unended.isEmpty() && unended.getFirst() == run;
    }

    Optional<Message> question(MessageId id) {
        return message(id).filter(message -> message.role() == Role.USER);
    }

    Optional<Message> lastQuestion() {
        return messages.descendingMap().values().stream().filter(message -> message.role() == Role.USER).findFirst();
    }

    Message question(long seq) {
        return Objects.requireNonNull(messages.get(seq));
    }

    /** The summary that a question is told. */
    Optional<Summary> summaryFor(long question) {
        return summary().filter(told -> question > TurnOpening.Opened.FEW);
    }

    /** The latest messages of the turns before one, and some before these that no summary tells of. */
    List<Message> window(long turn, int count) {
        long told = summaryFor(turn).map(Summary::seq).orElse(Long.MAX_VALUE);
        int most = count == 0 ? 0 : count + TurnOpening.Opened.beyond(count);
        var window = new ArrayList<Message>(count);
        for (Message message : messages.descendingMap().values()) {
            if (window.size() < most && message.turn() < turn && (window.size() < count || message.seq() > told)) {
                window.add(message);
            }
        }
        return List.copyOf(window.reversed());
    }

    List<Message> after(long seq, int limit) {
        return messages.tailMap(seq, false).values().stream().limit(limit).toList();
    }

    List<Message> before(long seq, int limit) {
        return messages.headMap(seq, false).descendingMap().values().stream().limit(limit).toList().reversed();
    }

    Optional<Message> message(MessageId message) {
        return messages.values().stream().filter(each -> each.id().equals(message)).findFirst();
    }

    /** Adds what no run is about. */
    Message add(NewMessage added, Instant now) {
        long seq = stamps.size() + 1L;
        long turn = added.role() == Role.USER ? seq : lastQuestion().map(Message::seq).orElse(0L);
        return add(new Message(added.id(), id, seq, turn, added.role(), added.content(), MessageStatus.COMPLETE,
                List.of(), Attachments.NONE, Optional.empty(), now));
    }

    Message ask(MessageId message, PlainText content, Attachments attachments, RunId run, Instant now) {
        long seq = stamps.size() + 1L;
        return add(new Message(message, id, seq, seq, Role.USER, content, MessageStatus.COMPLETE, List.of(),
                attachments, Optional.of(run), now));
    }

    Message answer(MessageId message, PlainText content, MessageStatus status, List<Citation> citations, StoredRun run,
            Instant now) {
        return add(
                new Message(message, id, stamps.size() + 1L, run.askSeq(), Role.ASSISTANT, content, status, citations,
                        run.id(), now));
    }

    private Message add(Message message) {
        messages.put(message.seq(), message);
        times.add(message.createdAt());
        changed = ticks.getAsLong();
        stamps.add(changed);
        updatedAt = message.createdAt();
        return message;
    }

    /** Takes a message out; nothing else ever gets its position. */
    void remove(Message message) {
        messages.remove(message.seq());
    }
}
