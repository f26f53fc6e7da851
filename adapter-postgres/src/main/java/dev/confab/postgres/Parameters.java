package dev.confab.postgres;

import dev.confab.domain.DocumentId;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Hold;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parameters of a statement, which are given one after the other. */
final class Parameters {

    /** A lease beyond that is as good as one without an end, and PostgreSQL's times have one. */
    private static final Duration LONGEST_LEASE = Duration.ofDays(36_500);
    private static final double MILLIS = 1_000;

    private final PreparedStatement statement;
    private int last;

    Parameters(PreparedStatement statement) {
        this.statement = statement;
    }

    Parameters text(@Nullable String value) throws SQLException {
        statement.setString(++last, value);
        return this;
    }

    Parameters uuid(@Nullable UUID value) throws SQLException {
        if (value == null) {
            return inferred(null);
        }
        statement.setObject(++last, value);
        return this;
    }

    Parameters flag(boolean value) throws SQLException {
        statement.setBoolean(++last, value);
        return this;
    }

    Parameters number(long value) throws SQLException {
        statement.setLong(++last, value);
        return this;
    }

    Parameters integer(@Nullable Integer value) throws SQLException {
        if (value == null) {
            statement.setNull(++last, Types.INTEGER);
        } else {
            statement.setInt(++last, value);
        }
        return this;
    }

    Parameters real(@Nullable Double value) throws SQLException {
        if (value == null) {
            statement.setNull(++last, Types.DOUBLE);
        } else {
            statement.setDouble(++last, value);
        }
        return this;
    }

    Parameters bool(@Nullable Boolean value) throws SQLException {
        if (value == null) {
            statement.setNull(++last, Types.BOOLEAN);
        } else {
            statement.setBoolean(++last, value);
        }
        return this;
    }

    Parameters bytes(byte @Nullable [] value) throws SQLException {
        statement.setBytes(++last, value);
        return this;
    }

    /** Leaves the type to the function's signature: enums, JSON, and null of any type. */
    Parameters inferred(@Nullable String value) throws SQLException {
        if (value == null) {
            statement.setNull(++last, Types.OTHER);
        } else {
            statement.setObject(++last, value, Types.OTHER);
        }
        return this;
    }

    Parameters time(Instant value) throws SQLException {
        statement.setObject(++last, value.atOffset(ZoneOffset.UTC));
        return this;
    }

    /** In seconds. */
    Parameters lease(Hold hold) throws SQLException {
        return seconds(hold.lease());
    }

    Parameters seconds(Duration given) throws SQLException {
        Duration duration = given.compareTo(LONGEST_LEASE) > 0 ? LONGEST_LEASE : given;
        statement.setDouble(++last, duration.toMillis() / MILLIS);
        return this;
    }

    /** A model and a dimension. */
    Parameters space(Optional<VectorSpace> space) throws SQLException {
        return text(space.map(VectorSpace::model).orElse(null))
                .integer(space.map(VectorSpace::dimension).orElse(null));
    }

    /** An array of documents, the same for the same ones: null when nothing is said, an empty one for all of them. */
    Parameters scope(Optional<Scope> scope) throws SQLException {
        return scope.isEmpty() ? inferred(null)
                : array("uuid", scope.get()
                        .documents()
                        .orElse(Set.of())
                        .stream()
                        .sorted(Comparator.comparing(DocumentId::value))
                        .toList(), DocumentId::value);
    }

    /** An array with something of each element. */
    <T> Parameters array(String type, List<T> all, Function<T, Object> part) throws SQLException {
        statement.setArray(++last, statement.getConnection().createArrayOf(type, all.stream().map(part).toArray()));
        return this;
    }

    /** An array of lists as JSON; null when all of them are empty. */
    Parameters citations(List<List<Citation>> all) throws SQLException {
        if (all.stream().allMatch(List::isEmpty)) {
            return inferred(null);
        }
        return optionals("jsonb", all,
                list -> list.isEmpty() ? Optional.empty() : Optional.of(StoredJson.of(list)));
    }

    /** An array of bytes of each element. */
    <T> Parameters bytes(List<T> all, Function<T, byte[]> part) throws SQLException {
        statement.setArray(++last,
                statement.getConnection().createArrayOf("bytea", all.stream().map(part).toArray(byte[][]::new)));
        return this;
    }

    /** An array with something, or nothing, of each element. */
    <T> Parameters optionals(String type, List<T> all, Function<T, Optional<String>> part) throws SQLException {
        var parts = new @Nullable String[all.size()];
        for (int at = 0; at < parts.length; at++) {
            parts[at] = part.apply(all.get(at)).orElse(null);
        }
        statement.setArray(++last, statement.getConnection().createArrayOf(type, parts));
        return this;
    }

    /** Two arrays: runs and attempts. */
    Parameters executions(List<Execution> all) throws SQLException {
        return array("uuid", all, execution -> execution.run().value()).array("integer", all, Execution::attempt);
    }
}
