package dev.confab.application.memory;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.account.AccountStore;
import dev.confab.domain.account.Erased;
import dev.confab.domain.account.Expiry;
import dev.confab.domain.account.OwnedSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gives and forgets what owners have in stores in memory, some of it with each call. */
public final class InMemoryAccountStore implements AccountStore {

    private static final int SOME = 50;
    private static final Comparator<SessionLog> BY_ID = Comparator
            .<SessionLog>comparingLong(session -> flipped(session.id().value().getMostSignificantBits()))
            .thenComparingLong(session -> flipped(session.id().value().getLeastSignificantBits()));

    private final InMemorySessionStore sessions;
    private final InMemoryDocumentStore documents;

    public InMemoryAccountStore(InMemorySessionStore sessions, InMemoryDocumentStore documents) {
        this.sessions = Objects.requireNonNull(sessions, "sessions");
        this.documents = Objects.requireNonNull(documents, "documents");
    }

    /** Identities are in the order of their bytes, which have no sign. */
    private static long flipped(long bits) {
        return bits ^ Long.MIN_VALUE;
    }

    @Override
    public Optional<OwnedSession> session(Owner owner, SessionId session) {
        return sessions.with((shelf, now) -> shelf.session(owner, session).map(InMemoryAccountStore::owned));
    }

    @Override
    public List<OwnedSession> sessions(Owner owner, Optional<SessionId> after, int limit) {
        AccountStore.requirePage(limit);
        return sessions.with((shelf, now) -> behind(shelf.sessions(owner), after).limit(limit)
                .map(InMemoryAccountStore::owned)
                .toList());
    }

    private static Stream<SessionLog> behind(Collection<SessionLog> all, Optional<SessionId> after) {
        Optional<Comparison> limit = after.map(Comparison::new);
        return all.stream().filter(session -> limit.filter(id -> !id.isBefore(session)).isEmpty()).sorted(BY_ID);
    }

    /** Compares a session's identity with another one. */
    private record Comparison(SessionId id) {
        boolean isBefore(SessionLog session) {
            int high = Long.compareUnsigned(id.value().getMostSignificantBits(),
                    session.id().value().getMostSignificantBits());
            return high < 0 || (high == 0 && Long.compareUnsigned(id.value().getLeastSignificantBits(),
                    session.id().value().getLeastSignificantBits()) < 0);
        }
    }

    private static OwnedSession owned(SessionLog session) {
        return new OwnedSession(session.session(), session.title(), session.assistant());
    }

    @Override
    public List<RunId> active(Owner owner) {
        return sessions.with((shelf, now) -> shelf.sessions(owner)
                .stream()
                .flatMap(session -> session.unended().stream())
                .map(StoredRun::id)
                .toList());
    }

    @Override
    public Erased erase(Owner owner) {
        Erased gone = sessions.with((shelf, now) -> forget(shelf.sessions(owner)
                .stream()
                .limit(SOME)
                .collect(Collectors.toMap(session -> session, session -> owner)), now));
        long texts = documents.forget(owner, SOME);
        Erased all = gone.and(new Erased(Map.of("documents", texts), false));
        return new Erased(all.counts(), gone.more() || texts > 0);
    }

    private Erased forget(Map<SessionLog, Owner> some, Instant now) {
        long messages = 0;
        long runs = 0;
        for (Map.Entry<SessionLog, Owner> each : some.entrySet()) {
            messages += each.getKey().messages().size();
            runs += sessions.forget(each.getValue(), each.getKey(), now);
        }
        return new Erased(Map.of("sessions", (long) some.size(), "messages", messages, "runs", runs), !some.isEmpty());
    }

    @Override
    public Expiry expireSessions(Optional<SessionId> after, Duration age) {
        return sessions.with((shelf, now) -> {
            List<SessionLog> some = behind(shelf.sessions().keySet(), after).limit(SOME).toList();
            Map<SessionLog, Owner> owners = shelf.sessions();
            Erased erased = forget(some.stream()
                    .filter(session -> session.unended().isEmpty()
                            && session.session().updatedAt().isBefore(now.minus(age)))
                    .collect(Collectors.toMap(session -> session,
                            session -> Objects.requireNonNull(owners.get(session)))),
                    now);
            return new Expiry(erased, some.size() < SOME ? Optional.empty() : Optional.of(some.getLast().id()));
        });
    }

    @Override
    public Erased expireDocuments(Duration age) {
        Instant time = documents.now().minus(age);
        long gone = documents.forgetOlder(time, SOME);
        return new Erased(Map.of("documents", gone), gone > 0);
    }
}
