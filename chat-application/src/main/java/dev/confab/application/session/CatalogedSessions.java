package dev.confab.application.session;

import dev.confab.domain.IdSource;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.message.Message;
import dev.confab.domain.session.MessagePage;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionChanging;
import dev.confab.domain.session.SessionCreating;
import dev.confab.domain.session.SessionDeleting;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionListing;
import dev.confab.domain.session.SessionVersion;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Makes, lists, names and deletes sessions of a catalog. */
final class CatalogedSessions implements CreateSession, BrowseSessions, ChangeSession, DeleteSession {

    /** Who loses the race for a change so often in a row is told that the store does not keep up. */
    private static final int TRIES = 50;

    private final SessionCatalog catalog;
    private final IdSource ids;
    private final BiConsumer<Owner, RunId> stop;

    CatalogedSessions(SessionCatalog catalog, IdSource ids, BiConsumer<Owner, RunId> stop) {
        this.catalog = Objects.requireNonNull(catalog, "catalog");
        this.ids = Objects.requireNonNull(ids, "ids");
        this.stop = Objects.requireNonNull(stop, "stop");
    }

    @Override
    public SessionCreating create(Owner owner, CreateSession.Command command) {
        return catalog.create(owner, new NewSession(command.id().orElseGet(() -> new SessionId(ids.next())),
                command.id().isPresent(), command.attributes()));
    }

    @Override
    public SessionListing list(Owner owner, Query query) {
        return catalog.list(owner, query.filter(), query.order(), query.after(), query.limit());
    }

    @Override
    public Optional<SessionEntry> find(Owner owner, SessionId session) {
        return catalog.find(owner, session);
    }

    @Override
    public Optional<List<Message>> messages(Owner owner, SessionId session, MessagePage page) {
        return catalog.readMessages(owner, session, page);
    }

    /** A message that comes between the reading and the change has come after it: neither is about the other. */
    @Override
    public ChangeSession.Result change(Owner owner, ChangeSession.Command command) {
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<SessionEntry> found = catalog.find(owner, command.session());
            if (found.isEmpty()) {
                return new ChangeSession.Result.NoSuchSession();
            }
            SessionEntry entry = found.get();
            if (isUnexpected(command.expected(), entry)) {
                return new ChangeSession.Result.Stale();
            }
            Optional<SessionAttributes> wanted = command.patch().of(entry.attributes());
            if (wanted.isEmpty()) {
                return new ChangeSession.Result.TooMuchMetadata();
            }
            if (wanted.get().equals(entry.attributes())) {
                return new ChangeSession.Result.Changed(entry);
            }
            switch (catalog.change(owner, command.session(), entry.revision(), wanted.get())) {
                case SessionChanging.Changed changed -> {
                    return new ChangeSession.Result.Changed(changed.entry());
                }
                case SessionChanging.NoSuchDocument unknown -> {
                    return new ChangeSession.Result.NoSuchDocument();
                }
                case SessionChanging.NoSuchAssistant unknown -> {
                    return new ChangeSession.Result.NoSuchAssistant();
                }
                case SessionChanging.NoSuchSession gone -> {
                    return new ChangeSession.Result.NoSuchSession();
                }
                case SessionChanging.Stale outrun -> {}
            }
        }
        throw new StoreFault.Unavailable("change_session: others changed it all the time", null);
    }

    @Override
    public DeleteSession.Result delete(Owner owner, DeleteSession.Command command) {
        Optional<SessionVersion> expected = Optional.empty();
        if (command.expected().isPresent()) {
            Optional<SessionEntry> found = catalog.find(owner, command.session());
            if (found.isEmpty()) {
                return DeleteSession.Result.NO_SUCH_SESSION;
            }
            if (isUnexpected(command.expected(), found.get())) {
                return DeleteSession.Result.STALE;
            }
            expected = Optional.of(found.get().version());
        }
        return switch (catalog.delete(owner, command.session(), expected)) {
            case SessionDeleting.Deleted(List<RunId> unended) -> {
                unended.forEach(run -> stop.accept(owner, run));
                yield DeleteSession.Result.DELETED;
            }
            case SessionDeleting.Stale stale -> DeleteSession.Result.STALE;
            case SessionDeleting.NoSuchSession unknown -> DeleteSession.Result.NO_SUCH_SESSION;
        };
    }

    private static boolean isUnexpected(Optional<Set<SessionVersion>> expected, SessionEntry entry) {
        return expected.filter(versions -> !versions.contains(entry.version())).isPresent();
    }
}
