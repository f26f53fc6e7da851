package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
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
import java.util.Optional;

/** The statement that closes a turn: what is put into it and what is made of its row. */
final class ClosingStatement {

    static final String CLOSE = "SELECT * FROM confab_close_turn(" + Reach.OWNER
            + ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private ClosingStatement() {}

    static void bind(PreparedStatement statement, Owner owner, TurnEnd end) throws SQLException {
        Optional<RunOutcome.Kept> kept = end.outcome().kept();
        Optional<RunError> failure = end.outcome().failure();
        Optional<Usage> usage = end.outcome().usage();
        new Parameters(statement)
                .text(owner.value())
                .uuid(end.session().value())
                .uuid(end.run().value())
                .integer(end.attempt())
                .inferred(Labels.of(end.outcome().status()))
                .uuid(end.answer().value())
                .text(kept.map(RunOutcome.Kept::text).map(PlainText::value).orElse(null))
                .inferred(kept.map(RunOutcome.Kept::status).map(Labels::of).orElse(null))
                .inferred(kept.map(RunOutcome.Kept::citations)
                        .filter(citations -> !citations.isEmpty())
                        .map(StoredJson::of)
                        .orElse(null))
                .text(failure.map(RunError::code).orElse(null))
                .text(failure.map(RunError::detail).orElse(null))
                .text(end.outcome() instanceof RunOutcome.Completed whole ? Labels.of(whole.reason()) : null)
                .integer(usage.map(Usage::promptTokens).orElse(null))
                .integer(usage.map(Usage::completionTokens).orElse(null))
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
        long turn = row.number(5);
        Instant at = row.time(3);
        String storedBefore = row.nullableText(6);
        return Optional.of(storedBefore == null
                ? answer(end, seq.get(), turn, end.outcome().kept().orElseThrow(IllegalArgumentException::new), at)
                : answer(end, seq.get(), turn, new RunOutcome.Kept(PlainText.of(storedBefore),
                        Labels.constant(MessageStatus.class, row.text(7)), StoredJson.citations(row.nullableText(8))),
                        at));
    }

    private static Message answer(TurnEnd end, long seq, long turn, RunOutcome.Kept kept, Instant at) {
        return new Message(end.answer(), end.session(), seq, turn, Role.ASSISTANT, kept.text(), kept.status(),
                kept.citations(),
                end.run(), at);
    }

    private static Optional<Claim> next(Row row, Owner owner, TurnEnd end) throws SQLException {
        Optional<RunId> run = row.optionalUuid(9).map(RunId::new);
        return run.isEmpty() ? Optional.empty()
                : Optional.of(new Claim(owner, end.session(), new Execution(run.get(), row.integer(10)),
                        SessionRows.grounding(row, 11, 12, 14), row.bool(13)));
    }
}
