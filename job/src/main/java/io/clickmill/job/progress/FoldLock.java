package io.clickmill.job.progress;

import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Separates folds and rebuilds from each other, and from a job that sets the tables back to an older checkpoint. It is
 * an advisory lock, because a row lock on the progress would make the job wait when it publishes the progress.
 */
public final class FoldLock implements AutoCloseable {
    /** The key of the lock: "fold" in ASCII. */
    private static final long KEY = 0x666f6c64L;

    private final Connection connection;

    private FoldLock(Connection connection) {
        this.connection = connection;
    }

    /** Waits for the lock and holds it until {@link #close}. Must be called outside a transaction. */
    public static FoldLock hold(Connection connection) throws SQLException {
        Sql.update(connection, "SELECT pg_advisory_lock(?)", KEY);
        return new FoldLock(connection);
    }

    /**
     * Takes the lock and holds it until the transaction ends. A holder gets a few seconds before its session is
     * terminated, so that the stream need not wait for it. The next fold or rebuild repeats what it had not committed.
     */
    static void seizeInTransaction(Connection connection) throws SQLException {
        SeizeLock.inTransaction(connection, KEY, SeizeLock.Holders.ALONE);
    }

    @Override
    public void close() throws SQLException {
        Sql.update(connection, "SELECT pg_advisory_unlock(?)", KEY);
    }
}
