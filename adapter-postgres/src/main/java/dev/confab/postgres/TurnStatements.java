package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.Citation;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The two statements of a turn: what is put into them and what is made of their rows. */
final class TurnStatements {

    static final String OPEN = "SELECT * FROM confab_open_turn(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    static final String CLOSE = "SELECT * FROM confab_close_turn(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final int FIRST_ATTEMPT = 1;
    private static final int MESSAGE_COLUMN = 7;

    /** A lease beyond that is as good as one without an end, and PostgreSQL's times have one. */
    private static final Duration LONGEST_LEASE = Duration.ofDays(36_500);
    private static final double MILLIS = 1_000;

    private TurnStatements() {}

    static void bind(PreparedStatement statement, Owner owner, NewTurn turn) throws SQLException {
        Duration lease = turn.lease().compareTo(LONGEST_LEASE) > 0 ? LONGEST_LEASE : turn.lease();
        statement.setString(1, owner.value());
        setInferred(statement, 2, turn.session().map(SessionId::value).orElse(null));
        statement.setObject(3, turn.freshSession().value());
        setInferred(statement, 4, turn.mode().map(Labels::of).orElse(null));
        setInferred(statement, 5, StoredJson.of(turn.metadata()));
        statement.setObject(6, turn.message().value());
        statement.setString(7, turn.content().value());
        statement.setString(8, turn.selectedText().map(PlainText::value).orElse(null));
        statement.setObject(9, turn.run().value());
        statement.setBoolean(10, turn.onBusy() == OnBusy.REJECT);
        statement.setInt(11, turn.window());
        statement.setDouble(12, lease.toMillis() / MILLIS);
    }

    static TurnOpening opening(ResultSet rows, NewTurn turn) throws SQLException {
        requireRow(rows.next());
        var row = new Row(rows);
        var id = new SessionId(row.uuid(1));
        Optional<RunId> ended = row.optionalUuid(2).map(RunId::new);
        if (row.nullableText(4) == null) {
            return new TurnOpening.Busy(id, ended.orElseThrow(IllegalArgumentException::new));
        }
        Optional<RunId> interrupted = row.bool(3) ? ended : Optional.empty();
        SessionMode mode = Labels.constant(SessionMode.class, row.text(4));
        Metadata metadata = StoredJson.metadata(row.text(5));
        Instant sessionCreated = row.time(6);
        long seq = row.number(8);
        Instant now = row.time(14);
        List<Message> window = SessionRows.messages(rows, id, MESSAGE_COLUMN);
        var question = new Message(turn.message(), id, seq, Role.USER, turn.content(), MessageStatus.COMPLETE,
                List.of(), turn.run(), now);
        return new TurnOpening.Opened(new Session(id, mode, metadata, seq, sessionCreated, now), question, window,
                FIRST_ATTEMPT, interrupted);
    }

    /** What an outcome has to be stored with. */
    private record Ending(Optional<PlainText> answer, MessageStatus status, List<Citation> citations,
            Optional<RunError> error, Optional<FinishReason> reason, Optional<Usage> usage) {

        static Ending of(RunOutcome outcome) {
            return switch (outcome) {
                case RunOutcome.Completed completed -> new Ending(Optional.of(completed.answer()),
                        MessageStatus.COMPLETE, completed.citations(), Optional.empty(),
                        Optional.of(completed.reason()), completed.usage());
                case RunOutcome.Incomplete incomplete -> new Ending(Optional.of(incomplete.answer()),
                        MessageStatus.PARTIAL, incomplete.citations(), Optional.of(incomplete.error()),
                        Optional.empty(), Optional.empty());
                case RunOutcome.Failed failed -> new Ending(Optional.empty(), MessageStatus.PARTIAL, List.of(),
                        Optional.of(failed.error()), Optional.empty(), Optional.empty());
                case RunOutcome.Cancelled cancelled -> new Ending(cancelled.answer(), MessageStatus.PARTIAL, List.of(),
                        Optional.empty(), Optional.empty(), Optional.empty());
            };
        }
    }

    static void bind(PreparedStatement statement, Owner owner, TurnEnd end) throws SQLException {
        Ending ending = Ending.of(end.outcome());
        statement.setString(1, owner.value());
        statement.setObject(2, end.session().value());
        statement.setObject(3, end.run().value());
        statement.setInt(4, end.attempt());
        setInferred(statement, 5, Labels.of(end.outcome().status()));
        statement.setObject(6, end.answer().value());
        statement.setString(7, ending.answer().map(PlainText::value).orElse(null));
        setInferred(statement, 8, Labels.of(ending.status()));
        setInferred(statement, 9, ending.citations().isEmpty() ? null : StoredJson.of(ending.citations()));
        statement.setString(10, ending.error().map(RunError::code).orElse(null));
        statement.setString(11, ending.error().map(RunError::detail).orElse(null));
        statement.setString(12, ending.reason().map(Labels::of).orElse(null));
        setInteger(statement, 13, ending.usage().map(Usage::promptTokens));
        setInteger(statement, 14, ending.usage().map(Usage::completionTokens));
        setInferred(statement, 15, StoredJson.of(end.receipt()));
    }

    static TurnClosing closing(ResultSet rows, TurnEnd end) throws SQLException {
        if (!rows.next()) {
            return new TurnClosing.Superseded(Optional.empty());
        }
        var row = new Row(rows);
        if (!row.bool(1)) {
            return new TurnClosing.Superseded(Optional.of(Labels.constant(RunStatus.class, row.text(2))));
        }
        Instant ended = row.time(3);
        Optional<Long> seq = row.optionalNumber(4);
        if (seq.isEmpty()) {
            return new TurnClosing.Closed(Optional.empty(), ended);
        }
        Ending ending = Ending.of(end.outcome());
        String storedBefore = row.nullableText(5);
        Message answer = storedBefore == null
                ? answer(end, seq.get(), ending.answer().orElseThrow(IllegalArgumentException::new), ending.status(),
                        ending.citations(), ended)
                : answer(end, seq.get(), PlainText.of(storedBefore),
                        Labels.constant(MessageStatus.class, row.text(6)), StoredJson.citations(row.nullableText(7)),
                        ended);
        return new TurnClosing.Closed(Optional.of(answer), ended);
    }

    private static Message answer(TurnEnd end, long seq, PlainText content, MessageStatus status,
            List<Citation> citations, Instant at) {
        return new Message(end.answer(), end.session(), seq, Role.ASSISTANT, content, status, citations, end.run(), at);
    }

    /** Leaves the type to the function's signature: enums, JSON, and null of any of these. */
    private static void setInferred(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        if (value instanceof UUID uuid) {
            statement.setObject(index, uuid);
        } else if (value == null) {
            statement.setNull(index, Types.OTHER);
        } else {
            statement.setObject(index, value, Types.OTHER);
        }
    }

    private static void setInteger(PreparedStatement statement, int index, Optional<Integer> value)
            throws SQLException {
        if (value.isPresent()) {
            statement.setInt(index, value.get());
        } else {
            statement.setNull(index, Types.INTEGER);
        }
    }

    private static void requireRow(boolean found) {
        if (!found) {
            throw new IllegalArgumentException("a row is missing");
        }
    }
}
