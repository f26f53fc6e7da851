package dev.confab.postgres;

import dev.confab.domain.fault.StoreFault;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Translates what the database, its driver and the pool say into faults. */
final class StoreFaults {

    /** Classes of SQLSTATE that pass, or that an operator can end, without anything being wrong with what is stored. */
    private static final Set<String> PASSING = Set.of("08", // connection
            "28", // who we are is not accepted
            "3D", // no such database
            "40", // rolled back: deadlock, serialization
            "53", // no memory, disk or connection left
            "55", // locked
            "57", // cancelled, shut down, starting up
            "58"); // the system below the database failed

    private static final String READ_ONLY = "25006";

    private StoreFaults() {}

    /** Returns the fault that a failed operation is told as; the failure is its cause. */
    static StoreFault of(String operation, Throwable failure) {
        Optional<SQLException> sql = sqlException(failure);
        if (sql.isEmpty()) {
            return new StoreFault.Corrupt(operation + ": the database's answer breaks a rule", failure);
        }
        String state = sqlState(failure);
        String message = operation + ": " + (state.isEmpty() ? "no SQLSTATE" : "SQLSTATE " + state);
        return passes(sql.get(), state) ? new StoreFault.Unavailable(message, failure)
                : new StoreFault.Corrupt(message, failure);
    }

    /** Returns the five characters by which SQL tells failures apart; empty if there are none. */
    static String sqlState(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && sql.getSQLState() != null
                    && sql.getSQLState().matches("[0-9A-Z]{5}")) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    /** Returns whether the connection was lost, so that the same words over another one may succeed. */
    static boolean isConnectionLost(Throwable failure) {
        String state = sqlState(failure);
        return state.startsWith("08") || state.equals("57P01") || state.equals("57P02") || state.equals("57P03");
    }

    private static boolean passes(SQLException failure, String state) {
        if (state.isEmpty()) {
            return failure instanceof SQLTransientException || failure instanceof SQLRecoverableException
                    || failure instanceof SQLTimeoutException || failure instanceof SQLNonTransientConnectionException;
        }
        return PASSING.contains(state.substring(0, 2)) || state.equals(READ_ONLY);
    }

    private static Optional<SQLException> sqlException(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }
}
