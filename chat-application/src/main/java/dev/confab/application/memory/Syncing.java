package dev.confab.application.memory;

import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.session.MessageAdding;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionChanging;
import dev.confab.domain.session.SessionCreating;
import dev.confab.domain.session.SessionDeleting;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SyncOutcome;
import dev.confab.domain.session.SyncOutcome.Reason;
import dev.confab.domain.session.SyncOutcome.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Applies what was done to copies. Guarded by the lock of its store. */
final class Syncing {

    private final Shelf shelf;
    private final Catalog catalog;

    Syncing(Shelf shelf, Catalog catalog) {
        this.shelf = shelf;
        this.catalog = catalog;
    }

    SyncOutcome apply(Owner owner, OfflineChange change, Instant now) {
        return switch (change) {
            case OfflineChange.SessionMade(var session, var attributes) -> make(owner, session, attributes, now);
            case OfflineChange.SessionChanged changed -> found(owner, change, log -> change(owner, log, changed));
            case OfflineChange.SessionDeleted deleted -> found(owner, change, log -> delete(owner, log, deleted, now));
            case OfflineChange.MessageAdded(var session, var message) ->
                found(owner, change, log -> add(owner, log, message, now));
            case OfflineChange.MessageChanged(var session, var message, var content) ->
                found(owner, change, log -> log.message(message)
                        .map(stored -> stored.content().equals(content) ? known(stored) : conflict(stored))
                        .orElseGet(() -> gone(owner, log, message, SyncOutcome.Conflict::new)));
            case OfflineChange.MessageDeleted(var session, var message) ->
                found(owner, change, log -> log.message(message)
                        .map(stored -> withdraw(owner, log, stored, now))
                        .orElseGet(() -> gone(owner, log, message, SyncOutcome.Known::new)));
        };
    }

    private SyncOutcome found(Owner owner, OfflineChange change, Function<SessionLog, SyncOutcome> step) {
        Optional<SessionLog> log = shelf.session(owner, change.session());
        if (log.isPresent()) {
            return step.apply(log.get());
        }
        boolean deletes = change instanceof OfflineChange.SessionDeleted
                || change instanceof OfflineChange.MessageDeleted;
        return catalog.feed()
                .deletion(owner, change.session())
                .map(State.Gone::new)
                .<SyncOutcome>map(gone -> deletes ? new SyncOutcome.Known(gone) : new SyncOutcome.Conflict(gone))
                .orElseGet(() -> refused(Reason.NO_SUCH_SESSION));
    }

    private SyncOutcome make(Owner owner, SessionId session, SessionAttributes attributes, Instant now) {
        return switch (catalog.create(owner, new NewSession(session, true, attributes), now)) {
            case SessionCreating.Created(var entry) -> applied(entry);
            case SessionCreating.Known(var entry) -> new SyncOutcome.Known(new State.OfSession(entry));
            case SessionCreating.NoSuchDocument unknown -> refused(Reason.NO_SUCH_DOCUMENT);
            case SessionCreating.NoSuchAssistant unknown -> refused(Reason.NO_SUCH_ASSISTANT);
            case SessionCreating.Taken taken -> shelf.session(owner, session)
                    .map(SessionLog::entry)
                    .<SyncOutcome>map(entry -> entry.attributes().equals(attributes)
                            ? new SyncOutcome.Known(new State.OfSession(entry))
                            : new SyncOutcome.Conflict(new State.OfSession(entry)))
                    .or(() -> catalog.feed()
                            .deletion(owner, session)
                            .map(at -> new SyncOutcome.Conflict(new State.Gone(at))))
                    .orElseGet(() -> refused(Reason.ID_TAKEN));
        };
    }

    private SyncOutcome change(Owner owner, SessionLog log, OfflineChange.SessionChanged change) {
        if (log.entry().attributes().equals(change.attributes())) {
            return new SyncOutcome.Known(new State.OfSession(log.entry()));
        }
        return switch (catalog.change(owner, log.id(), change.revision(), change.attributes())) {
            case SessionChanging.Changed(var entry) -> applied(entry);
            case SessionChanging.Stale stale -> new SyncOutcome.Conflict(new State.OfSession(log.entry()));
            case SessionChanging.NoSuchDocument unknown -> refused(Reason.NO_SUCH_DOCUMENT);
            case SessionChanging.NoSuchAssistant unknown -> refused(Reason.NO_SUCH_ASSISTANT);
            case SessionChanging.NoSuchSession unknown -> refused(Reason.NO_SUCH_SESSION);
        };
    }

    private SyncOutcome delete(Owner owner, SessionLog log, OfflineChange.SessionDeleted deleted, Instant now) {
        SessionEntry entry = log.entry();
        if (deleted.revision().filter(revision -> revision != entry.revision()).isPresent()) {
            return new SyncOutcome.Conflict(new State.OfSession(entry));
        }
        return switch (catalog.delete(owner, log.id(), Optional.empty(), now)) {
            case SessionDeleting.Deleted(var unended) -> new SyncOutcome.Applied(new State.Gone(now), unended);
            case SessionDeleting.Stale stale -> new SyncOutcome.Conflict(new State.OfSession(entry));
            case SessionDeleting.NoSuchSession unknown -> refused(Reason.NO_SUCH_SESSION);
        };
    }

    private SyncOutcome add(Owner owner, SessionLog log, NewMessage message, Instant now) {
        return switch (catalog.add(owner, log.id(), message, now)) {
            case MessageAdding.Added(var stored) ->
                new SyncOutcome.Applied(new State.OfMessage(stored), List.of());
            case MessageAdding.Known(var stored) -> known(stored);
            case MessageAdding.Taken taken -> log.message(message.id())
                    .map(Syncing::conflict)
                    .or(() -> catalog.feed()
                            .withdrawal(owner, log.id(), message.id())
                            .map(at -> new SyncOutcome.Conflict(new State.Gone(at))))
                    .orElseGet(() -> refused(Reason.ID_TAKEN));
            case MessageAdding.Busy(var active) -> new SyncOutcome.Refused(Reason.BUSY, Optional.of(active));
            case MessageAdding.NoSuchSession unknown -> refused(Reason.NO_SUCH_SESSION);
        };
    }

    private SyncOutcome withdraw(Owner owner, SessionLog log, Message message, Instant now) {
        Optional<RunId> active = catalog.withdraw(owner, log, message, now);
        return active.isPresent() ? new SyncOutcome.Refused(Reason.BUSY, active)
                : new SyncOutcome.Applied(new State.Gone(now), List.of());
    }

    private SyncOutcome gone(Owner owner, SessionLog log, MessageId message, Function<State, SyncOutcome> told) {
        return catalog.feed()
                .withdrawal(owner, log.id(), message)
                .map(at -> told.apply(new State.Gone(at)))
                .orElseGet(() -> refused(Reason.NO_SUCH_MESSAGE));
    }

    private static SyncOutcome applied(SessionEntry entry) {
        return new SyncOutcome.Applied(new State.OfSession(entry), List.of());
    }

    private static SyncOutcome known(Message message) {
        return new SyncOutcome.Known(new State.OfMessage(message));
    }

    private static SyncOutcome conflict(Message message) {
        return new SyncOutcome.Conflict(new State.OfMessage(message));
    }

    private static SyncOutcome refused(Reason reason) {
        return new SyncOutcome.Refused(reason, Optional.empty());
    }
}
