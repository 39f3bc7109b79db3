package io.clickmill.job.progress;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Keeps folds apart from each other and from a job that puts the tables back to an older checkpoint. It is an advisory
 * lock, because a row lock on the progress would make the job wait that publishes it.
 */
public final class FoldLock implements AutoCloseable {
    /** "fold" in ASCII. */
    private static final long KEY = 0x666f6c64L;

    /** A part of a fold takes about a second; a rebuild of a large day can take long. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final long POLL_MILLIS = 50;

    /** A key of 64 bits is shown in two halves, the upper one of this key is zero. */
    private static final String TERMINATE_HOLDER = """
            SELECT pg_terminate_backend(pg_locks.pid)
              FROM pg_locks
              JOIN pg_stat_activity USING (pid)
             WHERE pg_locks.locktype = 'advisory'
               AND pg_locks.granted
               AND pg_locks.classid = 0
               AND pg_locks.objid = ?
               AND pg_locks.objsubid = 1
               AND pg_stat_activity.datname = current_database()
               AND pg_stat_activity.usename = current_user
            """;

    private final Connection connection;

    private FoldLock(Connection connection) {
        this.connection = connection;
    }

    /** Waits for the lock and holds it until {@link #close}; to be called outside a transaction. */
    public static FoldLock hold(Connection connection) throws SQLException {
        call(connection, "SELECT pg_advisory_lock(?)");
        return new FoldLock(connection);
    }

    /**
     * Takes the lock and holds it until the transaction ends. Whoever has it is given a few seconds and is cut off then:
     * what it has not committed is done by the next fold or rebuild, and the stream need not wait for it.
     */
    static void seizeInTransaction(Connection connection) throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            if (tryLock(connection)) {
                return;
            }
            sleep();
        }
        // Another fold may have been waiting for the one that is cut off.
        while (!tryLock(connection)) {
            call(connection, TERMINATE_HOLDER);
            sleep();
        }
    }

    private static boolean tryLock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?)")) {
            statement.setLong(1, KEY);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static void sleep() throws SQLException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting for a fold", e);
        }
    }

    @Override
    public void close() throws SQLException {
        call(connection, "SELECT pg_advisory_unlock(?)");
    }

    private static void call(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, KEY);
            statement.execute();
        }
    }
}
