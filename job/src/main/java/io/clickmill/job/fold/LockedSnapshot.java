package io.clickmill.job.fold;

import io.clickmill.contract.Sql;
import io.clickmill.job.progress.FoldLock;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A transaction that changes an account's rollups below the progress. It excludes others that do so, and reads one
 * snapshot.
 */
final class LockedSnapshot {
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";
    private static final int MAX_ATTEMPTS = 10;

    /** The work of a transaction. After a conflict with a later change it is repeated, up to ten attempts in all. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private LockedSnapshot() {}

    /** Does the work and commits it. If the work or the commit throws anything, everything is rolled back. */
    static <T> T run(Connection connection, String accountId, Work<T> work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(connection, accountId, work);
            } catch (SQLException e) {
                boolean isConflict = SERIALIZATION_FAILURE.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState());
                if (!isConflict || attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /**
     * Makes the rest of the transaction find and lock rows in the order of an index, as the writer of the log does. In
     * the order of the table, the two could wait for each other.
     */
    static void lockInOrder(Connection connection) throws SQLException {
        Sql.update(connection, "SET LOCAL enable_bitmapscan = off");
    }

    private static <T> T attempt(Connection connection, String accountId, Work<T> work) throws SQLException {
        try (FoldLock ignored = FoldLock.hold(connection, accountId)) {
            // The lock comes first: the snapshot must be newer than the last transaction of the previous holder.
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            T result;
            try {
                result = work.run(connection);
                connection.commit();
            } catch (Throwable e) {
                rollBack(connection, e);
                throw e;
            }
            connection.setAutoCommit(true);
            return result;
        }
    }

    /**
     * Rolls back after any failure, an OutOfMemoryError too: what is open when auto-commit is set again would be
     * committed. A connection that cannot even do that is closed, which ends its transaction and its locks. The failure
     * stays the one that is thrown.
     */
    private static void rollBack(Connection connection, Throwable failure) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            failure.addSuppressed(e);
            try {
                connection.close();
            } catch (SQLException another) {
                failure.addSuppressed(another);
            }
        }
    }
}
