package io.clickmill.job.progress;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Lets one run of the job write and no other. A task whose worker was cut off from the cluster goes on for a while beside
 * its successor, and what it has buffered was decided otherwise there. Every transaction of a task therefore begins with
 * {@link #require}; a new run closes the fence behind it with {@link #close}, which waits for the transactions that have
 * begun, or cuts them off. After that no older run can commit anything.
 */
public final class RunFence {
    /** "run" in ASCII, the key of an advisory lock: writers share it, a new run has it alone. */
    private static final long KEY = 0x72756eL;

    private static final long AWAIT_INTERVAL_MILLIS = 50;

    private static final String LOCK_SHARED = "SELECT pg_advisory_xact_lock_shared(?)";

    private static final String SELECT_RUN = """
            SELECT run_id, run_number, parent_checkpoint
              FROM job_run
             ORDER BY run_number DESC
             LIMIT 1
            """;

    private static final CurrentRun NO_RUN = new CurrentRun("none", 0, 0);

    /**
     * The run that may write.
     *
     * @param id as in {@link RunId}
     * @param number counts the runs, from 1
     * @param checkpoint from which it started, 0 for none
     */
    public record CurrentRun(String id, int number, long checkpoint) {}

    private RunFence() {}

    /**
     * Begins a transaction of a task.
     *
     * @param connection in READ COMMITTED, as the run is read after the lock
     * @return the run
     * @throws SQLException if another run has taken over
     */
    public static CurrentRun require(Connection connection, RunId run) throws SQLException {
        lockShared(connection);
        CurrentRun current = selectRun(connection);
        if (!run.value().equals(current.id())) {
            throw new SQLException("job_run: " + current.id() + " (expected: " + run.value()
                    + "); another run of the job has taken over, this one may not write any more");
        }
        return current;
    }

    /**
     * Waits until the run may write. For tasks that get no record through the run's first operator: its start may take
     * long, where many tables are to be put back, and fails the job if it fails.
     */
    public static void await(Connection connection, RunId run) throws SQLException, InterruptedException {
        while (!run.value().equals(selectRun(connection).id())) {
            connection.rollback();
            Thread.sleep(AWAIT_INTERVAL_MILLIS);
        }
        connection.rollback();
    }

    /**
     * Waits until no transaction of another run can commit any more, for as long as this transaction lasts. The caller
     * makes the run the newest of {@link RunHistory} in it.
     *
     * @return false if the run is the newest already, by another of its tasks
     */
    static boolean close(Connection connection, RunId run) throws SQLException {
        // Without the lock first: a task that starts after its fellows does not wait for what they write, nor cuts it
        // off.
        if (run.value().equals(selectRun(connection).id())) {
            return false;
        }
        SeizeLock.inTransaction(connection, KEY, SeizeLock.Holders.SHARED);
        return !run.value().equals(selectRun(connection).id());
    }

    private static void lockShared(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK_SHARED)) {
            statement.setLong(1, KEY);
            statement.execute();
        }
    }

    private static CurrentRun selectRun(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT_RUN);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? new CurrentRun(row.getString(1), row.getInt(2), row.getLong(3)) : NO_RUN;
        }
    }
}
