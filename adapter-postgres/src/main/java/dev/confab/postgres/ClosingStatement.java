package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The statement that closes a turn: what is put into it and what is made of its row. */
final class ClosingStatement {

    static final String CLOSE = "SELECT * FROM confab_close_turn(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private ClosingStatement() {}

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
        new Parameters(statement)
                .text(owner.value())
                .uuid(end.session().value())
                .uuid(end.run().value())
                .integer(end.attempt())
                .inferred(Labels.of(end.outcome().status()))
                .uuid(end.answer().value())
                .text(ending.answer().map(PlainText::value).orElse(null))
                .inferred(Labels.of(ending.status()))
                .inferred(ending.citations().isEmpty() ? null : StoredJson.of(ending.citations()))
                .text(ending.error().map(RunError::code).orElse(null))
                .text(ending.error().map(RunError::detail).orElse(null))
                .text(ending.reason().map(Labels::of).orElse(null))
                .integer(ending.usage().map(Usage::promptTokens).orElse(null))
                .integer(ending.usage().map(Usage::completionTokens).orElse(null))
                .inferred(StoredJson.of(end.receipt()))
                .uuid(end.hold().replica().value())
                .lease(end.hold());
    }

    static TurnClosing closing(ResultSet rows, Owner owner, TurnEnd end) throws SQLException {
        if (!rows.next()) {
            return new TurnClosing.Superseded(Optional.empty());
        }
        var row = new Row(rows);
        if (!row.bool(1)) {
            return new TurnClosing.Superseded(Optional.of(Labels.constant(RunStatus.class, row.text(2))));
        }
        return new TurnClosing.Closed(answer(row, end), row.time(3), next(row, owner, end));
    }

    private static Optional<Message> answer(Row row, TurnEnd end) throws SQLException {
        Optional<Long> seq = row.optionalNumber(4);
        if (seq.isEmpty()) {
            return Optional.empty();
        }
        Ending ending = Ending.of(end.outcome());
        long turn = row.number(5);
        Instant at = row.time(3);
        String storedBefore = row.nullableText(6);
        return Optional.of(storedBefore == null
                ? answer(end, seq.get(), turn, ending.answer().orElseThrow(IllegalArgumentException::new),
                        ending.status(), ending.citations(), at)
                : answer(end, seq.get(), turn, PlainText.of(storedBefore),
                        Labels.constant(MessageStatus.class, row.text(7)), StoredJson.citations(row.nullableText(8)),
                        at));
    }

    private static Message answer(TurnEnd end, long seq, long turn, PlainText content, MessageStatus status,
            List<Citation> citations, Instant at) {
        return new Message(end.answer(), end.session(), seq, turn, Role.ASSISTANT, content, status, citations,
                end.run(), at);
    }

    private static Optional<Claim> next(Row row, Owner owner, TurnEnd end) throws SQLException {
        Optional<RunId> run = row.optionalUuid(9).map(RunId::new);
        return run.isEmpty() ? Optional.empty()
                : Optional.of(new Claim(owner, end.session(), new Execution(run.get(), row.integer(10)),
                        Optional.ofNullable(row.nullableText(11)).map(PlainText::of), row.bool(12), row.bool(13)));
    }
}
