package dev.confab.postgres;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.confab.domain.DocumentId;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionSync;
import dev.confab.domain.session.SyncOutcome;
import dev.confab.domain.session.SyncOutcome.Reason;
import dev.confab.domain.session.SyncOutcome.State;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Applies what was done to copies of sessions in PostgreSQL: all of a call in one statement, one transaction and one round
 * trip; what deletions leave over is cleared away in further ones.
 */
final class PostgresSessionSync implements SessionSync {

    static final String APPLY = "SELECT f.o_outcome, f.o_gone, f.o_active, f.o_unended, f.o_more, "
            + SessionRows.entryColumns("(f.o_entry).") + ", " + SessionRows.messageColumns("(f.o_message).")
            + " FROM confab_sync(" + Reach.OWNER + ", ?) f ORDER BY f.o_at";

    private static final int ENTRY_COLUMN = 6;
    private static final int MESSAGE_COLUMN = ENTRY_COLUMN + SessionRows.ENTRY_WIDTH;

    private final Queries queries;
    private final DocumentSweep sweep;

    PostgresSessionSync(Queries queries) {
        this.queries = Objects.requireNonNull(queries, "queries");
        this.sweep = new DocumentSweep(queries);
    }

    /**
     * What came of a call.
     *
     * @param more whether deletions left something over
     */
    record Answer(List<SyncOutcome> outcomes, boolean more) {}

    /** When it is sent twice, what the first time stored is told as known. */
    @Override
    public List<SyncOutcome> apply(Owner owner, List<OfflineChange> changes) {
        SessionSync.requireSize(changes);
        if (changes.isEmpty()) {
            return List.of();
        }
        Answer answer = queries.run("sync", APPLY, statement -> bind(statement, owner, changes),
                rows -> answer(rows, changes));
        if (answer.more()) {
            sweep.finish();
        }
        return answer.outcomes();
    }

    /** Fills in {@link #APPLY}. */
    static void bind(PreparedStatement statement, Owner owner, List<OfflineChange> changes) throws SQLException {
        new Parameters(statement).text(owner.value()).inferred(json(changes));
    }

    static Answer answer(ResultSet rows, List<OfflineChange> changes) throws SQLException {
        var outcomes = new ArrayList<SyncOutcome>(changes.size());
        boolean more = false;
        while (rows.next()) {
            var row = new Row(rows);
            outcomes.add(outcome(row, changes.get(outcomes.size()).session()));
            more |= row.bool(5);
        }
        if (outcomes.size() != changes.size()) {
            throw new IllegalArgumentException("a row is missing");
        }
        return new Answer(List.copyOf(outcomes), more);
    }

    private static SyncOutcome outcome(Row row, SessionId session) throws SQLException {
        Optional<RunId> active = row.optionalUuid(3).map(RunId::new);
        return switch (row.text(1)) {
            case "applied" ->
                new SyncOutcome.Applied(state(row, session), row.uuids(4).stream().map(RunId::new).toList());
            case "known" -> new SyncOutcome.Known(state(row, session));
            case "conflict" -> new SyncOutcome.Conflict(state(row, session));
            case "taken" -> new SyncOutcome.Refused(Reason.ID_TAKEN, active);
            case "no_session" -> new SyncOutcome.Refused(Reason.NO_SUCH_SESSION, active);
            case "no_message" -> new SyncOutcome.Refused(Reason.NO_SUCH_MESSAGE, active);
            case "no_document" -> new SyncOutcome.Refused(Reason.NO_SUCH_DOCUMENT, active);
            case "no_assistant" -> new SyncOutcome.Refused(Reason.NO_SUCH_ASSISTANT, active);
            case "busy" -> new SyncOutcome.Refused(Reason.BUSY, active);
            default -> throw new IllegalArgumentException("an outcome is not known");
        };
    }

    private static State state(Row row, SessionId session) throws SQLException {
        if (row.optionalTime(2).isPresent()) {
            return new State.Gone(row.time(2));
        }
        return row.optionalUuid(MESSAGE_COLUMN).isPresent()
                ? new State.OfMessage(SessionRows.message(row, session, MESSAGE_COLUMN))
                : new State.OfSession(SessionRows.entry(row, ENTRY_COLUMN));
    }

    private static String json(List<OfflineChange> changes) {
        return JsonTokens.write(json -> {
            json.writeStartArray();
            for (OfflineChange change : changes) {
                json.writeStartObject();
                json.writeStringField("session", change.session().toString());
                write(json, change);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, OfflineChange change) throws IOException {
        switch (change) {
            case OfflineChange.SessionMade(var session, var attributes) -> {
                json.writeStringField("kind", "session_made");
                json.writeStringField("made_of",
                        "\\x" + HexFormat.of().formatHex(PostgresSessionCatalog.madeOf(attributes)));
                write(json, attributes);
            }
            case OfflineChange.SessionChanged(var session, var revision, var attributes) -> {
                json.writeStringField("kind", "session_changed");
                json.writeNumberField("revision", revision);
                write(json, attributes);
            }
            case OfflineChange.SessionDeleted(var session, var revision) -> {
                json.writeStringField("kind", "session_deleted");
                if (revision.isPresent()) {
                    json.writeNumberField("revision", revision.get());
                }
            }
            case OfflineChange.MessageAdded(var session, NewMessage message) -> {
                write(json, "message_added", message.id());
                json.writeStringField("role", Labels.of(message.role()));
                json.writeStringField("content", message.content().value());
            }
            case OfflineChange.MessageChanged(var session, var message, var content) -> {
                write(json, "message_changed", message);
                json.writeStringField("content", content.value());
            }
            case OfflineChange.MessageDeleted(var session, var message) -> write(json, "message_deleted", message);
        }
    }

    private static void write(JsonGenerator json, String kind, MessageId message) throws IOException {
        json.writeStringField("kind", kind);
        json.writeStringField("message", message.toString());
    }

    private static void write(JsonGenerator json, SessionAttributes attributes) throws IOException {
        json.writeStringField("title", PostgresSessionCatalog.title(attributes));
        json.writeStringField("mode", Labels.of(attributes.mode()));
        json.writeArrayFieldStart("documents");
        Stream<DocumentId> documents = attributes.scope().documents().orElse(Set.of()).stream();
        for (DocumentId document : documents.sorted(Comparator.comparing(DocumentId::value)).toList()) {
            json.writeString(document.toString());
        }
        json.writeEndArray();
        if (attributes.assistant().isPresent()) {
            json.writeStringField("assistant", attributes.assistant().get().toString());
        }
        json.writeFieldName("metadata");
        json.writeRawValue(StoredJson.of(attributes.metadata()));
    }
}
