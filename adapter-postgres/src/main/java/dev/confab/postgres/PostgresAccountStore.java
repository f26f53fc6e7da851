package dev.confab.postgres;

import dev.confab.domain.AssistantId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.account.AccountStore;
import dev.confab.domain.account.Erased;
import dev.confab.domain.account.Expiry;
import dev.confab.domain.account.OwnedSession;
import dev.confab.domain.session.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Gives and forgets what owners have in PostgreSQL, a bounded piece with each call. */
final class PostgresAccountStore implements AccountStore {

    /** How many messages are deleted at once: some tens of milliseconds. */
    static final int MESSAGES = 2_000;

    private static final int LOOKED_AT = 1_000;
    private static final int DOCUMENTS = 50;

    private static final String SESSION = Reach.ofOwner("SELECT " + SessionRows.SESSION_COLUMNS
            + ", title, assistant_id FROM chat_sessions WHERE id = ? AND owner = reach.owner");
    private static final String SESSIONS = Reach.ofOwner("SELECT " + SessionRows.SESSION_COLUMNS
            + ", title, assistant_id FROM chat_sessions WHERE owner = reach.owner AND id > coalesce(?, "
            + "'00000000-0000-0000-0000-000000000000'::uuid) ORDER BY id LIMIT ?");
    private static final String ACTIVE = Reach
            .ofOwner("SELECT r.id FROM chat_sessions s JOIN runs r ON r.session_id = s.id "
                    + "WHERE s.owner = reach.owner AND r.status IN ('running', 'queued') LIMIT 1000");
    private static final String ERASE = "SELECT o_sessions, o_messages, o_runs, o_documents, o_more FROM confab_erase("
            + Reach.EVERYONE + ", ?)";
    private static final String EXPIRE_SESSIONS = "SELECT o_sessions, o_messages, o_runs, o_next "
            + "FROM confab_expire_sessions(?, " + Reach.EVERYONE + ", ?, ?)";
    private static final String EXPIRE_DOCUMENTS = "SELECT o_documents, o_more FROM confab_expire_documents("
            + Reach.EVERYONE + ", ?)";
    private static final int TITLE = 10;

    private final Queries queries;

    PostgresAccountStore(Queries queries) {
        this.queries = Objects.requireNonNull(queries, "queries");
    }

    @Override
    public Optional<OwnedSession> session(Owner owner, SessionId session) {
        return queries.run("find_owned_session", SESSION,
                statement -> new Parameters(statement).text(owner.value()).uuid(session.value()),
                PostgresAccountStore::session);
    }

    @Override
    public List<OwnedSession> sessions(Owner owner, Optional<SessionId> after, int limit) {
        AccountStore.requirePage(limit);
        return queries.run("list_owned_sessions", SESSIONS,
                statement -> new Parameters(statement).text(owner.value())
                        .uuid(after.map(SessionId::value).orElse(null))
                        .integer(limit),
                rows -> {
                    var all = new ArrayList<OwnedSession>();
                    Optional<OwnedSession> next = session(rows);
                    while (next.isPresent()) {
                        all.add(next.get());
                        next = session(rows);
                    }
                    return all;
                });
    }

    private static Optional<OwnedSession> session(ResultSet rows) throws SQLException {
        Optional<Session> found = SessionRows.session(rows);
        return found.isEmpty() ? Optional.empty()
                : Optional.of(new OwnedSession(found.get(),
                        Optional.ofNullable(new Row(rows).nullableText(TITLE)).map(PlainText::of),
                        new Row(rows).optionalUuid(TITLE + 1).map(AssistantId::new)));
    }

    @Override
    public List<RunId> active(Owner owner) {
        return queries.run("active_runs", ACTIVE,
                statement -> new Parameters(statement).text(owner.value()), rows -> {
                    var all = new ArrayList<RunId>();
                    while (rows.next()) {
                        all.add(new RunId(new Row(rows).uuid(1)));
                    }
                    return all;
                });
    }

    @Override
    public Erased erase(Owner owner) {
        return queries.run("erase", ERASE, statement -> new Parameters(statement).text(owner.value()).integer(MESSAGES),
                rows -> {
                    rows.next();
                    var row = new Row(rows);
                    return new Erased(
                            Map.of("sessions", row.number(1), "messages", row.number(2), "runs", row.number(3),
                                    "documents", row.number(4)),
                            row.bool(5));
                });
    }

    @Override
    public Expiry expireSessions(Optional<SessionId> after, Duration age) {
        return queries.run("expire_sessions", EXPIRE_SESSIONS,
                statement -> new Parameters(statement).uuid(after.map(SessionId::value).orElse(null))
                        .seconds(age)
                        .integer(LOOKED_AT)
                        .integer(MESSAGES),
                rows -> {
                    rows.next();
                    var row = new Row(rows);
                    Optional<SessionId> next = row.optionalUuid(4).map(SessionId::new);
                    return new Expiry(new Erased(Map.of("sessions", row.number(1), "messages", row.number(2), "runs",
                            row.number(3)), next.isPresent()), next);
                });
    }

    @Override
    public Erased expireDocuments(Duration age) {
        return queries.run("expire_documents", EXPIRE_DOCUMENTS,
                statement -> new Parameters(statement).seconds(age).integer(DOCUMENTS), rows -> {
                    rows.next();
                    var row = new Row(rows);
                    return new Erased(Map.of("documents", row.number(1)), row.bool(2));
                });
    }
}
