package io.clickmill.job.progress;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Keeps folds apart from each other and from a job that puts the tables back to an older checkpoint. It is an advisory
 * lock, because a row lock on the progress would make the job wait that publishes it.
 */
public final class FoldLock implements AutoCloseable {
    /** "fold" in ASCII. */
    private static final long KEY = 0x666f6c64L;

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
        SeizeLock.inTransaction(connection, KEY, SeizeLock.Holders.ALONE);
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
