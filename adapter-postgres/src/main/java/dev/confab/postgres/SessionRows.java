package dev.confab.postgres;

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
import dev.confab.domain.session.SessionMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads sessions, messages and runs from rows, and says which columns that takes. */
final class SessionRows {

    static final String SESSION_COLUMNS = "id, mode, metadata, branch_of, branch_seq, last_seq, created_at, updated_at, "
            + "documents";

    static final String MESSAGE_COLUMNS = "m.id, m.seq, m.turn_seq, m.role, m.content, m.status, m.citations, m.run_id, m.created_at, "
            + "m.attachments";

    static final String RUN_COLUMNS = "id, session_id, status, attempt, ask_seq, answer_seq, error_code, error_detail, "
            + "prompt_tokens, completion_tokens, receipt, created_at, ended_at";

    private SessionRows() {}

    static Optional<Session> session(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            return Optional.empty();
        }
        var row = new Row(rows);
        return Optional.of(new Session(new SessionId(row.uuid(1)), Labels.constant(SessionMode.class, row.text(2)),
                row.scope(9).orElse(Scope.ALL), StoredJson.metadata(row.text(3)), branch(row, 4), row.number(6),
                row.time(7), row.time(8)));
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

    /** Reads an answer. */
    static Message message(Row row, SessionId session, int first) throws SQLException {
        return message(row, session, first, Attachments.NONE);
    }

    static Message message(Row row, SessionId session, int first, int attachments) throws SQLException {
        return message(row, session, first, StoredAttachments.read(row.nullableText(attachments)));
    }

    private static Message message(Row row, SessionId session, int first, Attachments attachments)
            throws SQLException {
        return new Message(new MessageId(row.uuid(first)), session, row.number(first + 1),
                row.number(first + 2), Labels.constant(Role.class, row.text(first + 3)),
                PlainText.of(row.text(first + 4)), Labels.constant(MessageStatus.class, row.text(first + 5)),
                StoredJson.citations(row.nullableText(first + 6)), attachments, new RunId(row.uuid(first + 7)),
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
