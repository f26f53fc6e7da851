package dev.confab.application.memory;

import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.RunCommand;
import dev.confab.domain.session.MessageAdding;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionChanging;
import dev.confab.domain.session.SessionCreating;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionDeleting;
import dev.confab.domain.session.SessionFilter;
import dev.confab.domain.session.SessionListing;
import dev.confab.domain.session.SessionOrder;
import dev.confab.domain.session.SessionVersion;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Sessions as things to be made, named, listed and deleted. Guarded by the lock of its store. */
final class Catalog {

    private final Shelf shelf;
    private final RunEnds ends;
    private final KnownDocuments documents;
    private final KnownAssistants assistants;
    private final Feed feed;

    Catalog(Shelf shelf, RunEnds ends, KnownDocuments documents, KnownAssistants assistants) {
        this.shelf = shelf;
        this.ends = ends;
        this.documents = documents;
        this.assistants = assistants;
        this.feed = new Feed(shelf);
    }

    Feed feed() {
        return feed;
    }

    SessionCreating create(Owner owner, NewSession session, Instant now) {
        Optional<SessionLog> known = shelf.session(owner, session.id());
        if (known.isPresent() || shelf.hasSession(session.id()) || feed.knowsDeletion(session.id())) {
            return known.filter(log -> session.repeatable() && log.made().equals(Optional.of(session)))
                    .<SessionCreating>map(log -> new SessionCreating.Known(log.entry()))
                    .orElseGet(SessionCreating.Taken::new);
        }
        if (!exist(owner, session.attributes().scope(), Scope.ALL)) {
            return new SessionCreating.NoSuchDocument();
        }
        if (!exists(owner, session.attributes().assistant())) {
            return new SessionCreating.NoSuchAssistant();
        }
        SessionLog log = SessionLog.empty(session, now, shelf::tick);
        shelf.add(owner, log);
        return new SessionCreating.Created(log.entry());
    }

    private boolean exists(Owner owner, Optional<AssistantId> assistant) {
        return assistant.map(id -> assistants.find(owner, id).isPresent()).orElse(true);
    }

    /** Documents that were named before may be gone by now. */
    private boolean exist(Owner owner, Scope scope, Scope before) {
        Set<DocumentId> named = new HashSet<>(scope.documents().orElse(Set.of()));
        named.removeAll(before.documents().orElse(Set.of()));
        return named.isEmpty() || documents.exist(owner, named);
    }

    SessionListing list(Owner owner, SessionFilter filter, SessionOrder order, Optional<SessionCursor> after,
            int limit) {
        return new Listing(filter, order, shelf.latest()).page(shelf.sessions(owner), after, limit);
    }

    SessionChanging change(Owner owner, SessionId session, long expected, SessionAttributes attributes) {
        Optional<SessionLog> found = shelf.session(owner, session);
        if (found.isEmpty()) {
            return new SessionChanging.NoSuchSession();
        }
        SessionLog log = found.get();
        if (log.entry().revision() != expected) {
            return new SessionChanging.Stale();
        }
        if (!exist(owner, attributes.scope(), log.entry().attributes().scope())) {
            return new SessionChanging.NoSuchDocument();
        }
        if (!attributes.assistant().equals(log.assistant()) && !exists(owner, attributes.assistant())) {
            return new SessionChanging.NoSuchAssistant();
        }
        log.change(attributes);
        return new SessionChanging.Changed(log.entry());
    }

    SessionDeleting delete(Owner owner, SessionId session, Optional<SessionVersion> expected, Instant now) {
        Optional<SessionLog> found = shelf.session(owner, session);
        if (found.isEmpty()) {
            return new SessionDeleting.NoSuchSession();
        }
        SessionLog log = found.get();
        if (expected.filter(version -> !version.equals(log.entry().version())).isPresent()) {
            return new SessionDeleting.Stale();
        }
        List<RunId> unended = log.unended().stream().map(StoredRun::id).toList();
        forget(owner, log, now);
        return new SessionDeleting.Deleted(unended);
    }

    /** Deletes a session with all that hangs on it; returns how many runs it had. */
    int forget(Owner owner, SessionLog log, Instant now) {
        List<RunId> all = shelf.remove(owner, log);
        documents.forget(owner, all.stream().map(run -> new DocumentId(run.value())).collect(Collectors.toSet()));
        feed.deleted(owner, log.id(), now);
        return all.size();
    }

    MessageAdding add(Owner owner, SessionId session, NewMessage message, Instant now) {
        Optional<SessionLog> found = shelf.session(owner, session);
        if (found.isEmpty()) {
            return new MessageAdding.NoSuchSession();
        }
        SessionLog log = found.get();
        Optional<Message> before = log.message(message.id());
        if (before.isPresent()) {
            return before.filter(known -> known.role() == message.role() && known.content().equals(message.content()))
                    .<MessageAdding>map(MessageAdding.Known::new)
                    .orElseGet(MessageAdding.Taken::new);
        }
        if (shelf.hasMessage(message.id()) || feed.knowsWithdrawal(owner, message.id())) {
            return new MessageAdding.Taken();
        }
        makeWay(log, now);
        return log.unended().isEmpty() ? new MessageAdding.Added(log.add(message, now))
                : new MessageAdding.Busy(log.unended().getFirst().id());
    }

    private void makeWay(SessionLog log, Instant now) {
        List.copyOf(log.unended()).forEach(run -> ends.say(run, new RunCommand.GiveWay(), now));
    }

    /** Takes a message out of a log with all that its turn leaves of it; returns the run that is in the way, if one is. */
    Optional<RunId> withdraw(Owner owner, SessionLog log, Message message, Instant now) {
        makeWay(log, now);
        if (!log.unended().isEmpty()) {
            return Optional.of(log.unended().getFirst().id());
        }
        List<StoredRun> runs = shelf.runs(log, message);
        runs.forEach(run -> run.forget(message));
        documents.forget(owner,
                runs.stream().map(run -> new DocumentId(run.id().value())).collect(Collectors.toSet()));
        log.remove(message);
        feed.withdrawn(owner, message, now);
        return Optional.empty();
    }
}
