package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Pulse;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.run.TextLogging;
import dev.confab.domain.run.TextPiece;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The statements about runs that are opened and not yet closed: what is put into them and what is made of their rows. */
final class RunStatements {

    static final String FIND = Reach
            .ofOwner("SELECT " + SessionRows.RUN_COLUMNS + " FROM runs WHERE id = ? AND owner = reach.owner");

    static final String READ = "SELECT * FROM confab_read_runs(" + Reach.EVERYONE + ", ?, ?)";

    static final String FOLLOW = "SELECT * FROM confab_follow(" + Reach.OWNER + ", ?)";

    static final String CANCEL = "SELECT * FROM confab_cancel(" + Reach.OWNER + ", ?)";

    static final String HEARTBEAT = "SELECT * FROM confab_heartbeat(" + Reach.EVERYONE + ", ?, ?)";

    static final String RELEASE = "SELECT confab_release(" + Reach.EVERYONE + ", ?)";

    static final String APPEND = "SELECT * FROM confab_append(" + Reach.EVERYONE + ", ?, ?, ?, ?, ?)";

    static final String CLAIM = "SELECT * FROM confab_claim(" + Reach.EVERYONE + ", ?, ?, ?)";

    /** The order in which the database compares identities, and locks rows. */
    static final Comparator<Execution> LOCK_ORDER = Comparator.comparing(execution -> execution.run().value(),
            RunStatements::compareBytes);

    private static final int MESSAGE_COLUMN = 18;
    private static final int CITED_COLUMN = 27;
    private static final int AFTER_COLUMN = 28;

    private RunStatements() {}

    /** {@link UUID#compareTo} has signs in it. */
    private static int compareBytes(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high
                : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }

    static void bind(PreparedStatement statement, List<RunWatch> watches) throws SQLException {
        new Parameters(statement)
                .array("text", watches, watch -> watch.owner().value())
                .array("uuid", watches, watch -> watch.run().value())
                .array("integer", watches, RunWatch::after);
    }

    static List<RunProgress> progress(ResultSet rows) throws SQLException {
        var all = new ArrayList<RunProgress>();
        while (rows.next()) {
            var row = new Row(rows);
            Run run = SessionRows.run(row);
            Optional<Message> answer = row.optionalUuid(MESSAGE_COLUMN).isEmpty() ? Optional.empty()
                    : Optional.of(SessionRows.answer(row, run.session(), MESSAGE_COLUMN));
            all.add(new RunProgress(run, row.bool(14), text(row, answer), cited(row, answer), answer));
        }
        return all;
    }

    private static String text(Row row, Optional<Message> answer) throws SQLException {
        String logged = row.nullableText(15);
        int skip = row.integer(16);
        if (answer.isPresent()) {
            String all = answer.get().content().value();
            return all.substring(Math.min(skip, all.length()));
        }
        return logged == null || !row.bool(17) || skip < 0 ? "" : logged.substring(Math.min(skip, logged.length()));
    }

    private static List<Citation> cited(Row row, Optional<Message> answer) throws SQLException {
        int after = row.integer(AFTER_COLUMN);
        List<Citation> all = answer.isPresent() ? answer.get().citations()
                : row.bool(17) ? StoredJson.citationLists(row.nullableText(CITED_COLUMN)) : List.of();
        return all.stream()
                .filter(citation -> citation.at() > after)
                .sorted(Comparator.comparingInt(Citation::at))
                .toList();
    }

    static List<Pulse> pulses(ResultSet rows) throws SQLException {
        var all = new ArrayList<Pulse>();
        while (rows.next()) {
            var row = new Row(rows);
            all.add(new Pulse(new RunId(row.uuid(1)), row.bool(2), row.bool(3)));
        }
        return all;
    }

    /** @param pieces in the order of locks */
    static void bindPieces(PreparedStatement statement, List<TextPiece> pieces) throws SQLException {
        new Parameters(statement)
                .executions(pieces.stream().map(TextPiece::execution).toList())
                .array("integer", pieces, TextPiece::position)
                .array("integer", pieces, piece -> Math.addExact(piece.position(), piece.text().length()))
                .array("text", pieces, piece -> piece.text().value())
                .citations(pieces.stream().map(TextPiece::citations).toList());
    }

    static TextLogging logging(ResultSet rows) throws SQLException {
        Set<RunId> lost = new HashSet<>();
        Set<RunId> gaps = new HashSet<>();
        Set<RunId> cancelAsked = new HashSet<>();
        while (rows.next()) {
            var row = new Row(rows);
            var run = new RunId(row.uuid(1));
            switch (row.text(2)) {
                case "lost" -> lost.add(run);
                case "gap" -> gaps.add(run);
                case "cancel" -> cancelAsked.add(run);
                default -> throw new IllegalArgumentException("what became of a piece is not known");
            }
        }
        cancelAsked.removeAll(lost);
        return lost.isEmpty() && gaps.isEmpty() && cancelAsked.isEmpty() ? TextLogging.ALL
                : new TextLogging(lost, gaps, cancelAsked);
    }

    /** What was claimed, and whether there is more to be looked at. */
    record Claimed(List<Claim> claims, boolean more) {}

    static Claimed claimed(ResultSet rows) throws SQLException {
        var claims = new ArrayList<Claim>();
        boolean more = false;
        while (rows.next()) {
            var row = new Row(rows);
            Optional<RunId> run = row.optionalUuid(3).map(RunId::new);
            if (run.isEmpty()) {
                more = true;
            } else {
                claims.add(new Claim(new Owner(row.text(1)), new SessionId(row.uuid(2)),
                        new Execution(run.get(), row.integer(4)),
                        SessionRows.grounding(row, 5, 6, 8), row.bool(7)));
            }
        }
        return new Claimed(List.copyOf(claims), more);
    }
}
