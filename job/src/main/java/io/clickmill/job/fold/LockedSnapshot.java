package io.clickmill.job.fold;

import io.clickmill.job.progress.FoldLock;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A transaction that changes an account's rollups below the progress. It excludes others that do so, and reads one
 * snapshot.
 */
final class LockedSnapshot {
    private static final String SERIALIZATION_FAILURE = "40001";
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
                if (!SERIALIZATION_FAILURE.equals(e.getSQLState()) || attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static <T> T attempt(Connection connection, String accountId, Work<T> work) throws SQLException {
        try (FoldLock ignored = FoldLock.hold(connection, accountId)) {
            // The lock comes first: the snapshot must be newer than the last transaction of the previous holder.
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (Throwable e) {
                // An OutOfMemoryError too: what is open when auto-commit is set again would be committed.
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }
}
