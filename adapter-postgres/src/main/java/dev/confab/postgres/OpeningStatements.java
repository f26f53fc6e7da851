package dev.confab.postgres;

import dev.confab.domain.AssistantId;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.IdempotencyKey;
import dev.confab.domain.run.Persona;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.NewTurn.Ask;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.TurnOpening;
import dev.confab.domain.summary.Summary;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The statements that open a turn and read an opened one: what is put into them and what is made of their rows. */
final class OpeningStatements {

    static final String OPEN = "SELECT * FROM confab_open_turn(" + Reach.OWNER
            + ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            + "?)";

    static final String READ = "SELECT * FROM confab_read_turn(" + Reach.OWNER + ", ?, ?, ?)";

    private static final int FIRST_ATTEMPT = 1;
    private static final int MESSAGE_COLUMN = 12;
    private static final int SESSION_DOCUMENTS_COLUMN = 21;
    private static final int DOCUMENTS_COLUMN = 22;
    private static final int REACH_COLUMN = 23;
    private static final int ATTACHMENTS_COLUMN = 24;
    private static final int PERSONA_COLUMN = 25;
    private static final int MODE_COLUMN = 26;
    private static final int SUMMARY_COLUMN = 27;
    private static final int NAMELESS_COLUMN = 28;

    private OpeningStatements() {}

    /** What is asked, as the function takes it. */
    private record Asked(Optional<MessageId> id, Optional<PlainText> content, Optional<MessageId> replaced,
            Attachments attachments) {

        static Asked of(Ask ask) {
            return switch (ask) {
                case Ask.Said(var id, var content, var attachments) ->
                    new Asked(Optional.of(id), Optional.of(content), Optional.empty(), attachments);
                case Ask.Edited(var replaced, var id, var content, var attachments) ->
                    new Asked(Optional.of(id), Optional.of(content), Optional.of(replaced), attachments);
                case Ask.Again() ->
                    new Asked(Optional.empty(), Optional.empty(), Optional.empty(), Attachments.NONE);
            };
        }
    }

    static void bind(PreparedStatement statement, Owner owner, NewTurn turn) throws SQLException {
        Asked asked = Asked.of(turn.ask());
        Optional<IdempotencyKey> key = turn.key();
        new Parameters(statement)
                .text(owner.value())
                .uuid(turn.session().map(SessionId::value).orElse(null))
                .uuid(turn.freshSession().value())
                .inferred(turn.mode().map(Labels::of).orElse(null))
                .inferred(StoredJson.of(turn.metadata()))
                .uuid(asked.id().map(MessageId::value).orElse(null))
                .text(asked.content().map(PlainText::value).orElse(null))
                .text(turn.selectedText().map(PlainText::value).orElse(null))
                .uuid(turn.run().value())
                .text(Labels.of(turn.onBusy()))
                .integer(turn.window())
                .lease(turn.hold())
                .uuid(turn.hold().replica().value())
                .flag(turn.followed())
                .uuid(asked.replaced().map(MessageId::value).orElse(null))
                .text(key.map(IdempotencyKey::value).orElse(null))
                .bytes(key.map(IdempotencyKey::digest).map(HexFormat.of()::parseHex).orElse(null))
                .scope(turn.scope())
                .uuid(turn.assistant().map(AssistantId::value).orElse(null))
                .inferred(StoredAttachments.of(asked.attachments()));
    }

    static TurnOpening opening(ResultSet rows, NewTurn turn) throws SQLException {
        if (!rows.next()) {
            throw new IllegalArgumentException("a row is missing");
        }
        var row = new Row(rows);
        return switch (row.text(1)) {
            case "opened" -> {
                List<RunId> interrupted = row.uuids(4).stream().map(RunId::new).toList();
                yield opened(rows, Optional.of(turn), FIRST_ATTEMPT, interrupted);
            }
            case "queued" -> {
                Session session = session(row);
                yield new TurnOpening.Queued(session, question(row, session.id(), Optional.of(turn)));
            }
            case "joined" -> new TurnOpening.Joined(new SessionId(row.uuid(2)), new RunId(row.uuid(3)));
            case "key_taken" -> new TurnOpening.KeyTaken(new SessionId(row.uuid(2)), new RunId(row.uuid(3)));
            case "busy" -> new TurnOpening.Busy(new SessionId(row.uuid(2)), new RunId(row.uuid(3)));
            case "no_assistant" -> new TurnOpening.NoSuchAssistant();
            case "no_document" -> new TurnOpening.NoSuchDocument();
            case "nothing_to_ask" -> new TurnOpening.NothingToAsk();
            default -> throw new IllegalArgumentException("an outcome is not known");
        };
    }

    static void bind(PreparedStatement statement, Owner owner, Execution execution, int window) throws SQLException {
        new Parameters(statement)
                .text(owner.value())
                .uuid(execution.run().value())
                .integer(execution.attempt())
                .integer(window);
    }

    static Optional<TurnOpening.Opened> reading(ResultSet rows, Execution execution) throws SQLException {
        return rows.next() ? Optional.of(opened(rows, Optional.empty(), execution.attempt(), List.of()))
                : Optional.empty();
    }

    /** Reads the row the result stands on, and all after it. */
    private static TurnOpening.Opened opened(ResultSet rows, Optional<NewTurn> turn, int attempt,
            List<RunId> interrupted) throws SQLException {
        var row = new Row(rows);
        Session session = session(row);
        Message question = question(row, session.id(), turn);
        Scope scope = row.scope(DOCUMENTS_COLUMN).orElse(session.scope());
        String said = row.nullableText(MODE_COLUMN);
        SessionMode mode = said == null ? session.mode() : Labels.constant(SessionMode.class, said);
        Optional<Persona> persona = Optional.ofNullable(row.nullableText(PERSONA_COLUMN)).map(AssistantRows::persona);
        long reach = row.number(REACH_COLUMN);
        Optional<Summary> summary = Optional.ofNullable(row.nullableText(SUMMARY_COLUMN)).map(SummaryRows::told);
        boolean nameless = row.bool(NAMELESS_COLUMN);
        List<Message> window = SessionRows.messages(rows, session.id(), MESSAGE_COLUMN, ATTACHMENTS_COLUMN);
        return new TurnOpening.Opened(session, question, window, mode, scope, persona, reach, attempt, interrupted,
                summary, nameless);
    }

    private static Session session(Row row) throws SQLException {
        return new Session(new SessionId(row.uuid(2)), Labels.constant(SessionMode.class, row.text(5)),
                row.scope(SESSION_DOCUMENTS_COLUMN).orElse(Scope.ALL), StoredJson.metadata(row.text(6)),
                SessionRows.branch(row, 7), row.number(9), row.time(10),
                row.time(11));
    }

    /** The database does not send back what was just said. */
    private static Message question(Row row, SessionId session, Optional<NewTurn> turn) throws SQLException {
        Optional<Asked> asked = turn.map(NewTurn::ask).map(Asked::of);
        Optional<PlainText> said = asked.flatMap(Asked::content);
        if (said.isEmpty()) {
            return SessionRows.message(row, session, MESSAGE_COLUMN, ATTACHMENTS_COLUMN);
        }
        long seq = row.number(13);
        Instant now = row.time(20);
        return new Message(asked.flatMap(Asked::id).orElseThrow(), session, seq, seq, Role.USER, said.get(),
                MessageStatus.COMPLETE, List.of(), asked.orElseThrow().attachments(),
                Optional.of(turn.orElseThrow().run()), now);
    }
}
