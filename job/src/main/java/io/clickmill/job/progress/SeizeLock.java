package io.clickmill.job.progress;

import io.clickmill.contract.Sql;
import io.clickmill.job.PostgresAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * Takes an advisory lock alone that others share, for a new run of the job. The holders get a few seconds, in which
 * nobody else can take the lock, before their sessions are terminated. What they had not committed is done again by
 * others. Without this, a frozen holder would keep the stream waiting.
 */
final class SeizeLock {
    /** The mode in which others hold a lock, as {@code pg_locks.mode} has it. */
    private static final String SHARED = "ShareLock";

    private static final String ALONE = "ExclusiveLock";

    /**
     * Holders get three seconds. A part of a fold, or a transaction of a task, takes about one. A rebuild of a large
     * day can take longer, and is cut off.
     */
    private static final String LIMIT_LOCK_WAIT = "SET LOCAL lock_timeout = '3s'";

    private static final String UNLIMIT_LOCK_WAIT = "SET LOCAL lock_timeout = DEFAULT";

    private static final String LOCK_ALONE = "SELECT pg_advisory_xact_lock(?)";

    /**
     * Terminates the holders. {@code pg_locks} shows a key of 64 bits in two halves; the upper half of these keys is
     * zero.
     */
    private static final String TERMINATE_HOLDERS = """
            SELECT pg_terminate_backend(pg_locks.pid)
              FROM pg_locks
              JOIN pg_stat_activity USING (pid)
             WHERE pg_locks.locktype = 'advisory'
               AND pg_locks.granted
               AND pg_locks.mode = ANY (?)
               AND pg_locks.classid = 0
               AND pg_locks.objid = ?
               AND pg_locks.objsubid = 1
               AND pg_stat_activity.datname = current_database()
               AND pg_stat_activity.usename = current_user
            """;

    private SeizeLock() {}

    /**
     * Holds the lock until the transaction ends. Terminates the sessions of those that share it, and waits for another
     * that has it alone.
     */
    static void fromSharers(Connection connection, long key) throws SQLException {
        inTransaction(connection, key, SHARED);
    }

    /** Holds the lock until the transaction ends. Terminates the sessions of all that have it. */
    static void fromAll(Connection connection, long key) throws SQLException {
        inTransaction(connection, key, SHARED, ALONE);
    }

    private static void inTransaction(Connection connection, long key, String... modes) throws SQLException {
        Sql.update(connection, LIMIT_LOCK_WAIT);
        while (!lock(connection, key)) {
            Sql.update(connection, TERMINATE_HOLDERS, modes, key);
        }
        Sql.update(connection, UNLIMIT_LOCK_WAIT);
    }

    private static boolean lock(Connection connection, long key) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            Sql.update(connection, LOCK_ALONE, key);
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
}
