package dev.confab.postgres;

import dev.confab.domain.AssistantId;
import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.Branch;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.Title;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads sessions, messages and runs from rows, and says which columns that takes. */
final class SessionRows {

    private static final String[] SESSION = { "id", "mode", "metadata", "branch_of", "branch_seq", "last_seq",
            "created_at", "updated_at", "documents" };

    static final String SESSION_COLUMNS = columns("", SESSION);

    static final String MESSAGE_COLUMNS = messageColumns("m.");

    /** How many columns an entry takes. */
    static final int ENTRY_WIDTH = SESSION.length + 3;

    static final String RUN_COLUMNS = "id, session_id, status, attempt, ask_seq, answer_seq, error_code, error_detail, "
            + "prompt_tokens, completion_tokens, receipt, created_at, ended_at";

    private SessionRows() {}

    private static String columns(String of, String... names) {
        return of + String.join(", " + of, names);
    }

    /** @param of what stands before the name of each column */
    static String messageColumns(String of) {
        return columns(of, "id", "seq", "turn_seq", "role", "content", "status", "citations", "run_id", "created_at",
                "attachments");
    }

    /** @param of what stands before the name of each column */
    static String entryColumns(String of) {
        return columns(of, SESSION) + ", " + columns(of, "title", "assistant_id", "revision");
    }

    static Optional<Session> session(ResultSet rows) throws SQLException {
        return rows.next() ? Optional.of(session(new Row(rows), 1)) : Optional.empty();
    }

    private static Session session(Row row, int first) throws SQLException {
        return new Session(new SessionId(row.uuid(first)), Labels.constant(SessionMode.class, row.text(first + 1)),
                row.scope(first + 8).orElse(Scope.ALL), StoredJson.metadata(row.text(first + 2)),
                branch(row, first + 3), row.number(first + 5), row.time(first + 6), row.time(first + 7));
    }

    /** @param first the first of its columns */
    static SessionEntry entry(Row row, int first) throws SQLException {
        int after = first + SESSION.length;
        return new SessionEntry(session(row, first), Optional.ofNullable(row.nullableText(after))
                .map(title -> new Title(PlainText.of(title))),
                row.optionalUuid(after + 1).map(AssistantId::new), row.number(after + 2));
    }

    /** Reads two columns. */
    static Optional<Branch> branch(Row row, int first) throws SQLException {
        Optional<SessionId> of = row.optionalUuid(first).map(SessionId::new);
        return of.isEmpty() ? Optional.empty() : Optional.of(new Branch(of.get(), row.number(first + 1)));
    }

    /** Reads all rows that are left. */
    static List<Message> messages(ResultSet rows, SessionId session, int firstColumn, int attachmentsColumn)
            throws SQLException {
        var messages = new ArrayList<Message>();
        while (rows.next()) {
            messages.add(message(new Row(rows), session, firstColumn, attachmentsColumn));
        }
        return messages;
    }

    /** Reads the row the result stands on, and all after it. */
    static List<Message> messagesFrom(ResultSet rows, SessionId session) throws SQLException {
        var messages = new ArrayList<Message>();
        do {
            messages.add(message(new Row(rows), session, 1));
        } while (rows.next());
        return messages;
    }

    /** Reads an answer, which nothing was given along with. */
    static Message answer(Row row, SessionId session, int first) throws SQLException {
        return message(row, session, first, Attachments.NONE);
    }

    /** Reads the columns that {@link #messageColumns} names. */
    static Message message(Row row, SessionId session, int first) throws SQLException {
        return message(row, session, first, first + 9);
    }

    static Message message(Row row, SessionId session, int first, int attachments) throws SQLException {
        return message(row, session, first, StoredAttachments.read(row.nullableText(attachments)));
    }

    private static Message message(Row row, SessionId session, int first, Attachments attachments)
            throws SQLException {
        return new Message(new MessageId(row.uuid(first)), session, row.number(first + 1),
                row.number(first + 2), Labels.constant(Role.class, row.text(first + 3)),
                PlainText.of(row.text(first + 4)), Labels.constant(MessageStatus.class, row.text(first + 5)),
                StoredJson.citations(row.nullableText(first + 6)), attachments,
                row.optionalUuid(first + 7).map(RunId::new),
                row.time(first + 8));
    }

    /** What the answer of a claimed run may rest on: a selected text, whether documents alone, and which. */
    static Grounding grounding(Row row, int selectedText, int documentsAlone, int documents) throws SQLException {
        return Grounding.of(Optional.ofNullable(row.nullableText(selectedText)).map(PlainText::of),
                row.bool(documentsAlone), row.scope(documents).orElse(Scope.ALL));
    }

    static Run run(Row row) throws SQLException {
        Optional<RunError> error = row.nullableText(7) == null ? Optional.empty()
                : Optional.of(new RunError(row.text(7), row.text(8)));
        Optional<Usage> usage = row.optionalNumber(9).isEmpty() ? Optional.empty()
                : Optional.of(new Usage(row.integer(9), row.integer(10)));
        return new Run(new RunId(row.uuid(1)), new SessionId(row.uuid(2)),
                Labels.constant(RunStatus.class, row.text(3)), row.integer(4), row.number(5), row.optionalNumber(6),
                error, usage, Optional.ofNullable(row.nullableText(11)).map(StoredJson::receipt), row.time(12),
                row.optionalTime(13));
    }
}
