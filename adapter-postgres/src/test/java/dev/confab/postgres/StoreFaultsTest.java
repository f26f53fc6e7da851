package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.confab.domain.fault.StoreFault;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StoreFaultsTest {

    @ParameterizedTest
    @CsvSource({ "08000, true", "08001, true", "08003, true", "08006, true", "08P01, true", "28P01, true",
            "28000, true", "3D000, true", "25006, true", "40001, true", "40P01, true", "53100, true", "53200, true",
            "53300, true", "55P03, true", "57014, true", "57P01, true", "57P02, true", "57P03, true", "58030, true",
            "22001, false", "22021, false", "22P02, false", "23502, false", "23505, false", "23514, false",
            "25P02, false", "42501, false", "42601, false", "42883, false", "42P01, false", "XX000, false",
            "XX001, false", "P0002, false", "0A000, false" })
    void of_eachState_isTheFaultItMeans(String state, boolean unavailable) {
        var failure = new SQLException("ERROR: something", state);

        StoreFault fault = StoreFaults.of("open_turn", failure);

        assertEquals(unavailable ? StoreFault.Unavailable.class : StoreFault.Corrupt.class, fault.getClass());
        assertSame(failure, fault.getCause());
        assertEquals("open_turn: SQLSTATE " + state, fault.getMessage());
    }

    static Stream<SQLException> withoutStateButPassing() {
        return Stream.of(new SQLTransientConnectionException("pool"), new SQLTimeoutException("late"),
                new SQLRecoverableException("again"), new SQLNonTransientConnectionException("gone"));
    }

    @ParameterizedTest
    @MethodSource("withoutStateButPassing")
    void of_aPassingFailureWithoutState_isUnavailable(SQLException failure) {
        assertInstanceOf(StoreFault.Unavailable.class, StoreFaults.of("close_turn", failure));
    }

    @Test
    void of_aFailureWithoutState_isCorrupt() {
        assertInstanceOf(StoreFault.Corrupt.class, StoreFaults.of("x", new SQLSyntaxErrorException("?")));
        assertInstanceOf(StoreFault.Corrupt.class, StoreFaults.of("x", new IllegalArgumentException("row")));
    }

    @Test
    void of_aWrappedFailure_looksInside() {
        var wrapped = new IllegalStateException(
                new SQLTransientConnectionException("pool",
                        new SQLException("I/O", "08006", new SocketTimeoutException())));

        assertInstanceOf(StoreFault.Unavailable.class, StoreFaults.of("x", wrapped));
        assertEquals("08006", StoreFaults.sqlState(wrapped));
    }
}
