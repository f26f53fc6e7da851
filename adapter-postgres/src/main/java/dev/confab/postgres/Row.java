package dev.confab.postgres;

import dev.confab.domain.DocumentId;
import dev.confab.domain.retrieval.Scope;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The row a result set stands on, by the columns' positions. */
record Row(ResultSet rows) {

    UUID uuid(int column) throws SQLException {
        return required(rows.getObject(column, UUID.class));
    }

    Optional<UUID> optionalUuid(int column) throws SQLException {
        return Optional.ofNullable(rows.getObject(column, UUID.class));
    }

    /** Reads an array; null is an empty one. */
    List<UUID> uuids(int column) throws SQLException {
        Array array = rows.getArray(column);
        return array == null ? List.of() : List.of((UUID[]) array.getArray());
    }

    /** Reads an array of documents, of which an empty one means all; empty when it is null. */
    Optional<Scope> scope(int column) throws SQLException {
        Array array = rows.getArray(column);
        return array == null ? Optional.empty()
                : Optional.of(Scope.of(Stream.of((UUID[]) array.getArray())
                        .map(DocumentId::new)
                        .collect(Collectors.toSet())));
    }

    String text(int column) throws SQLException {
        return required(rows.getString(column));
    }

    @Nullable
    String nullableText(int column) throws SQLException {
        return rows.getString(column);
    }

    byte[] bytes(int column) throws SQLException {
        return required(rows.getBytes(column));
    }

    Optional<byte[]> optionalBytes(int column) throws SQLException {
        return Optional.ofNullable(rows.getBytes(column));
    }

    boolean bool(int column) throws SQLException {
        return rows.getBoolean(column);
    }

    int integer(int column) throws SQLException {
        return rows.getInt(column);
    }

    long number(int column) throws SQLException {
        return rows.getLong(column);
    }

    Optional<Long> optionalNumber(int column) throws SQLException {
        long value = rows.getLong(column);
        return rows.wasNull() ? Optional.empty() : Optional.of(value);
    }

    Optional<Double> optionalReal(int column) throws SQLException {
        double value = rows.getDouble(column);
        return rows.wasNull() ? Optional.empty() : Optional.of(value);
    }

    Optional<Boolean> optionalBool(int column) throws SQLException {
        boolean value = rows.getBoolean(column);
        return rows.wasNull() ? Optional.empty() : Optional.of(value);
    }

    double real(int column) throws SQLException {
        return rows.getDouble(column);
    }

    /** Reads an amount of seconds; one that is negative is none at all. */
    Optional<Duration> optionalSeconds(int column) throws SQLException {
        double seconds = rows.getDouble(column);
        return rows.wasNull() ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round(Math.max(0, seconds) * 1_000)));
    }

    Instant time(int column) throws SQLException {
        return required(rows.getObject(column, OffsetDateTime.class)).toInstant();
    }

    Optional<Instant> optionalTime(int column) throws SQLException {
        return Optional.ofNullable(rows.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("a stored value is missing");
        }
        return value;
    }
}
