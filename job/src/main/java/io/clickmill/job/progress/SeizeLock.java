package io.clickmill.job.progress;

import io.clickmill.job.PostgresAccess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;

/**
 * Takes an advisory lock alone, for a new run of the job, from those who hold it: they are given a few seconds, for which
 * nobody else gets it, and are cut off then. What they have not committed is lost to them and done again by others; a
 * holder that is frozen would keep the stream waiting otherwise.
 */
final class SeizeLock {
    /** As {@code pg_locks.mode} calls them. */
    enum Holders {
        /** Of the lock alone. */
        ALONE("ExclusiveLock"),
        /** Of the lock together with others. */
        SHARED("ShareLock");

        private final String mode;

        Holders(String mode) {
            this.mode = mode;
        }
    }

    /** A part of a fold takes about a second, as does a transaction of a task; a rebuild of a large day can take long. */
    private static final String LIMIT_LOCK_WAIT = "SET LOCAL lock_timeout = '3s'";

    private static final String UNLIMIT_LOCK_WAIT = "SET LOCAL lock_timeout = DEFAULT";

    private static final String LOCK_ALONE = "SELECT pg_advisory_xact_lock(?)";

    /** A key of 64 bits is shown in two halves, the upper one of these keys is zero. */
    private static final String TERMINATE_HOLDERS = """
            SELECT pg_terminate_backend(pg_locks.pid)
              FROM pg_locks
              JOIN pg_stat_activity USING (pid)
             WHERE pg_locks.locktype = 'advisory'
               AND pg_locks.granted
               AND pg_locks.mode = ?
               AND pg_locks.classid = 0
               AND pg_locks.objid = ?
               AND pg_locks.objsubid = 1
               AND pg_stat_activity.datname = current_database()
               AND pg_stat_activity.usename = current_user
            """;

    private SeizeLock() {}

    /** Holds the lock until the transaction ends; whoever holds it otherwise than {@code cutOff} says is waited for. */
    static void inTransaction(Connection connection, long key, Holders cutOff) throws SQLException {
        execute(connection, LIMIT_LOCK_WAIT);
        while (!lock(connection, key)) {
            try (PreparedStatement statement = connection.prepareStatement(TERMINATE_HOLDERS)) {
                statement.setString(1, cutOff.mode);
                statement.setLong(2, key);
                statement.execute();
            }
        }
        execute(connection, UNLIMIT_LOCK_WAIT);
    }

    private static boolean lock(Connection connection, long key) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (PreparedStatement statement = connection.prepareStatement(LOCK_ALONE)) {
            statement.setLong(1, key);
            statement.execute();
            connection.releaseSavepoint(before);
            return true;
        } catch (SQLException e) {
            if (!PostgresAccess.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback(before);
            return false;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
