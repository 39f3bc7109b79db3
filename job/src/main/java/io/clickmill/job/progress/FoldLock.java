package io.clickmill.job.progress;

import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Separates folds and rebuilds of an account from each other, and all of them from a job that sets the tables back to an
 * older checkpoint. These are advisory locks, because a row lock on the progress would make the job wait when it
 * publishes the progress. Holders share a lock, which the job takes alone, and each has the one of its account.
 */
public final class FoldLock implements AutoCloseable {
    /** The key of the shared lock, and the first half of an account's: "fold" in ASCII. */
    private static final int KEY = 0x666f6c64;

    /**
     * The shared lock comes first, so a starting job ends those that wait for their account too. Otherwise each of them
     * would get its turn, and the job would wait for one after the other.
     */
    private static final String LOCK = "SELECT pg_advisory_lock_shared(?), pg_advisory_lock(?, hashtext(?))";

    private static final String UNLOCK = "SELECT pg_advisory_unlock_shared(?), pg_advisory_unlock(?, hashtext(?))";

    private static final String SELECT_IS_TAKEN = """
            SELECT EXISTS (SELECT
                             FROM pg_locks
                             JOIN pg_database
                               ON pg_database.oid = pg_locks.database
                            WHERE pg_locks.locktype = 'advisory'
                              AND pg_locks.classid = ?
                              AND pg_locks.objid = (hashtext(?)::bigint & 4294967295)::oid
                              AND pg_locks.objsubid = 2
                              AND pg_locks.granted
                              AND pg_database.datname = current_database())
            """;

    private final Connection connection;
    private final String accountId;

    private FoldLock(Connection connection, String accountId) {
        this.connection = connection;
        this.accountId = accountId;
    }

    /**
     * Waits for the lock of an account and holds it until {@link #close}. Must be called outside a transaction. Accounts
     * whose ids have the same hash exclude each other.
     */
    public static FoldLock hold(Connection connection, String accountId) throws SQLException {
        Sql.update(connection, LOCK, (long) KEY, KEY, accountId);
        return new FoldLock(connection, accountId);
    }

    /** Whether somebody holds the lock of an account. */
    public static boolean isTaken(Connection connection, String accountId) throws SQLException {
        return Sql.first(connection, SELECT_IS_TAKEN, row -> row.getBoolean(1), KEY, accountId)
                .orElseThrow();
    }

    /**
     * Takes the lock of all accounts and holds it until the transaction ends. Holders get a few seconds before their
     * sessions are terminated, so that the stream need not wait for them. The next fold or rebuild repeats what they had
     * not committed.
     */
    static void seizeInTransaction(Connection connection) throws SQLException {
        // Folds of earlier releases hold it alone. Only one new run of the job comes here at a time.
        SeizeLock.fromAll(connection, KEY);
    }

    @Override
    public void close() throws SQLException {
        Sql.update(connection, UNLOCK, (long) KEY, KEY, accountId);
    }
}
