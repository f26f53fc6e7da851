package dev.confab.postgres;

import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.ContentDigest;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.message.Message;
import dev.confab.domain.session.MessageAdding;
import dev.confab.domain.session.MessagePage;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionChanging;
import dev.confab.domain.session.SessionCreating;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionDeleting;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionFilter;
import dev.confab.domain.session.SessionListing;
import dev.confab.domain.session.SessionOrder;
import dev.confab.domain.session.SessionVersion;
import dev.confab.domain.session.Title;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lists, names and deletes sessions in PostgreSQL. Each method is one statement, one transaction and one round trip; what a
 * deletion leaves over is cleared away in further ones.
 */
final class PostgresSessionCatalog implements SessionCatalog {

    private static final String ENTRY = SessionRows.entryColumns("(f.o_entry).");

    private static final String CREATE = "SELECT f.o_outcome, " + ENTRY
            + " FROM confab_create_session(" + Reach.OWNER + ", ?, ?, ?, ?, ?, ?, ?) f";

    private static final String FIND = Reach.ofOwner("SELECT " + SessionRows.entryColumns("")
            + " FROM chat_sessions WHERE id = ? AND owner = reach.owner");

    private static final String CHANGE = "SELECT f.o_outcome, " + ENTRY
            + " FROM confab_change_session(" + Reach.OWNER + ", ?, ?, ?, ?, ?, ?, ?) f";

    private static final String DELETE = "SELECT * FROM confab_delete_session(" + Reach.OWNER + ", ?, ?, ?)";

    private static final String ADD = "SELECT f.o_outcome, f.o_active, " + SessionRows.messageColumns("(f.o_message).")
            + " FROM confab_add_message(" + Reach.OWNER + ", ?, ?, ?, ?) f";

    /** There is a row for the session itself, so that an empty page is told from no session. */
    private static final String READ_AFTER = Reach.ofOwner("SELECT " + SessionRows.MESSAGE_COLUMNS
            + " FROM chat_sessions s LEFT JOIN LATERAL ("
            + "SELECT * FROM messages x WHERE x.session_id = s.id AND x.seq > ? ORDER BY x.seq LIMIT ?"
            + ") m ON true WHERE s.id = ? AND s.owner = reach.owner ORDER BY m.seq");

    private static final String READ_BEFORE = READ_AFTER.replace("x.seq > ? ORDER BY x.seq",
            "x.seq < ? ORDER BY x.seq DESC");

    private final Queries queries;
    private final DocumentSweep sweep;

    PostgresSessionCatalog(Queries queries) {
        this.queries = Objects.requireNonNull(queries, "queries");
        this.sweep = new DocumentSweep(queries);
    }

    /** An outcome, and the session as it is then, if there is one. */
    private record Told(String outcome, Optional<SessionEntry> entry) {

        static Told of(ResultSet rows) throws SQLException {
            Row row = only(rows);
            return new Told(row.text(1),
                    row.optionalUuid(2).isEmpty() ? Optional.empty() : Optional.of(SessionRows.entry(row, 2)));
        }
    }

    private static Row only(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            throw new IllegalArgumentException("a row is missing");
        }
        return new Row(rows);
    }

    @Override
    public SessionCreating create(Owner owner, NewSession session) {
        Queries.Answer<Told> answer = queries.runTwice("create_session", CREATE,
                statement -> attributes(new Parameters(statement).text(owner.value()).uuid(session.id().value()),
                        session.attributes()).bytes(session.repeatable() ? madeOf(session.attributes()) : null),
                Told::of);
        Told told = answer.value();
        return switch (told.outcome()) {
            case "created" -> new SessionCreating.Created(told.entry().orElseThrow());
            // What is known may be what was just stored, when the connection was lost over the answer.
            case "known" -> answer.repeated() ? new SessionCreating.Created(told.entry().orElseThrow())
                    : new SessionCreating.Known(told.entry().orElseThrow());
            case "taken" -> {
                requireUnrepeated(answer, "create_session");
                yield new SessionCreating.Taken();
            }
            case "no_document" -> new SessionCreating.NoSuchDocument();
            case "no_assistant" -> new SessionCreating.NoSuchAssistant();
            default -> throw unknown();
        };
    }

    /** What a session was made of: the same words give the same, in whatever order. */
    static byte[] madeOf(SessionAttributes attributes) {
        List<String> documents = attributes.scope()
                .documents()
                .orElse(Set.of())
                .stream()
                .map(DocumentId::toString)
                .sorted()
                .toList();
        String words = JsonTokens.write(json -> {
            json.writeStartArray();
            json.writeString(title(attributes));
            json.writeString(Labels.of(attributes.mode()));
            json.writeString(String.join(",", documents));
            for (var entry : new TreeMap<>(attributes.metadata().entries()).entrySet()) {
                json.writeString(entry.getKey());
                json.writeString(entry.getValue());
            }
            // What was made before sessions could be made with an assistant is the same as without.
            if (attributes.assistant().isPresent()) {
                json.writeNumber(0);
                json.writeString(attributes.assistant().get().toString());
            }
            json.writeEndArray();
        });
        return ContentDigest.begin().digest(words.getBytes(StandardCharsets.UTF_8));
    }

    static @Nullable String title(SessionAttributes attributes) {
        return attributes.title().map(title -> title.text().value()).orElse(null);
    }

    private static Parameters attributes(Parameters parameters, SessionAttributes attributes) throws SQLException {
        return parameters.text(title(attributes))
                .inferred(Labels.of(attributes.mode()))
                .scope(Optional.of(attributes.scope()))
                .uuid(attributes.assistant().map(AssistantId::value).orElse(null))
                .inferred(StoredJson.of(attributes.metadata()));
    }

    @Override
    public Optional<SessionEntry> find(Owner owner, SessionId session) {
        return queries.run("find_entry", FIND,
                statement -> new Parameters(statement).text(owner.value()).uuid(session.value()),
                rows -> rows.next() ? Optional.of(SessionRows.entry(new Row(rows), 1)) : Optional.empty());
    }

    @Override
    public SessionListing list(Owner owner, SessionFilter filter, SessionOrder order, Optional<SessionCursor> after,
            int limit) {
        SessionCatalog.requirePage(limit);
        Optional<ListPlace> place = after.flatMap(cursor -> ListPlace.of(cursor, order));
        if (after.isPresent() && place.isEmpty()) {
            return new SessionListing.BadCursor();
        }
        return queries.run("list_sessions", ListPlace.statement(order),
                statement -> bind(statement, owner, filter, place, limit + 1, order),
                rows -> ListPlace.page(rows, limit));
    }

    private static void bind(PreparedStatement statement, Owner owner, SessionFilter filter, Optional<ListPlace> place,
            int limit, SessionOrder order) throws SQLException {
        Parameters parameters = new Parameters(statement)
                .text(owner.value())
                .inferred(filter.mode().map(Labels::of).orElse(null))
                .text(filter.title().map(Title::text).map(PlainText::value).orElse(null))
                .inferred(StoredJson.pairs(filter.metadata()))
                .inferred(place.map(at -> at.at().toString()).orElse(null))
                .uuid(place.map(ListPlace::id).orElse(null))
                .integer(limit);
        if (order == SessionOrder.UPDATED) {
            parameters.inferred(place.map(ListPlace::snapshot).orElse(null))
                    .inferred(place.map(at -> at.first().toString()).orElse(null));
        }
    }

    @Override
    public SessionChanging change(Owner owner, SessionId session, long expected, SessionAttributes attributes) {
        Queries.Answer<Told> answer = queries.runTwice("change_session", CHANGE,
                statement -> attributes(new Parameters(statement)
                        .text(owner.value())
                        .uuid(session.value())
                        .number(expected), attributes),
                Told::of);
        return switch (answer.value().outcome()) {
            case "changed" -> new SessionChanging.Changed(answer.value().entry().orElseThrow());
            case "stale" -> {
                requireUnrepeated(answer, "change_session");
                yield new SessionChanging.Stale();
            }
            case "no_document" -> new SessionChanging.NoSuchDocument();
            case "no_assistant" -> new SessionChanging.NoSuchAssistant();
            case "no_session" -> new SessionChanging.NoSuchSession();
            default -> throw unknown();
        };
    }

    /** What refuses a statement that was sent twice may be itself. */
    private static void requireUnrepeated(Queries.Answer<?> answer, String operation) {
        if (answer.repeated()) {
            throw new StoreFault.Unavailable(operation + ": the connection was lost after this may have been stored",
                    null);
        }
    }

    private record Deleted(String outcome, List<RunId> unended, boolean more) {}

    @Override
    public SessionDeleting delete(Owner owner, SessionId session, Optional<SessionVersion> expected) {
        Queries.Answer<Deleted> answer = queries.runTwice("delete_session", DELETE, statement -> {
            Parameters parameters = new Parameters(statement).text(owner.value()).uuid(session.value());
            if (expected.isPresent()) {
                parameters.number(expected.get().revision()).number(expected.get().lastSeq());
            } else {
                parameters.inferred(null).inferred(null);
            }
        }, rows -> {
            Row row = only(rows);
            return new Deleted(row.text(1), row.uuids(2).stream().map(RunId::new).toList(), row.bool(3));
        });
        Deleted deleted = answer.value();
        return switch (deleted.outcome()) {
            case "deleted" -> {
                if (deleted.more()) {
                    sweep.finish();
                }
                yield new SessionDeleting.Deleted(deleted.unended());
            }
            case "stale" -> new SessionDeleting.Stale();
            case "no_session" -> {
                requireUnrepeated(answer, "delete_session");
                yield new SessionDeleting.NoSuchSession();
            }
            default -> throw unknown();
        };
    }

    @Override
    public Optional<List<Message>> readMessages(Owner owner, SessionId session, MessagePage page) {
        boolean after = page.direction() == MessagePage.Direction.AFTER;
        return queries.run("read_page", after ? READ_AFTER : READ_BEFORE,
                statement -> new Parameters(statement)
                        .text(owner.value())
                        .number(page.seq())
                        .integer(page.limit())
                        .uuid(session.value()),
                rows -> {
                    if (!rows.next()) {
                        return Optional.empty();
                    }
                    Row row = new Row(rows);
                    return row.optionalUuid(1).isEmpty() ? Optional.of(List.of())
                            : Optional.of(SessionRows.messagesFrom(rows, session));
                });
    }

    @Override
    public MessageAdding addMessage(Owner owner, SessionId session, NewMessage message) {
        Queries.Answer<MessageAdding> answer = queries.runTwice("add_message", ADD,
                statement -> new Parameters(statement)
                        .text(owner.value())
                        .uuid(session.value())
                        .uuid(message.id().value())
                        .inferred(Labels.of(message.role()))
                        .text(message.content().value()),
                rows -> adding(only(rows), session));
        return answer.repeated() && answer.value() instanceof MessageAdding.Known(var stored)
                ? new MessageAdding.Added(stored)
                : answer.value();
    }

    private static MessageAdding adding(Row row, SessionId session) throws SQLException {
        return switch (row.text(1)) {
            case "added" -> new MessageAdding.Added(SessionRows.message(row, session, 3));
            case "known" -> new MessageAdding.Known(SessionRows.message(row, session, 3));
            case "taken" -> new MessageAdding.Taken();
            case "busy" -> new MessageAdding.Busy(new RunId(row.uuid(2)));
            case "no_session" -> new MessageAdding.NoSuchSession();
            default -> throw unknown();
        };
    }

    private static IllegalArgumentException unknown() {
        return new IllegalArgumentException("an outcome is not known");
    }
}
