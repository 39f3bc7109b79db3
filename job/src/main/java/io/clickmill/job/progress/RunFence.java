package io.clickmill.job.progress;

import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Lets a single run of the job write. A task whose worker was cut off from the cluster continues for a while beside its
 * successor, which may decide differently about the events that the task has buffered. So every transaction of a task
 * begins with {@link #require}. The sink of rollups knows of no runs, so there a trigger does the same. A new run calls
 * {@link #close}, which waits for the transactions that have begun, or terminates their sessions. After that, no older
 * run can commit anything.
 */
public final class RunFence {
    /** The key of the advisory lock that {@code require_current_run} shares; a new run takes it exclusively. */
    private static final long KEY = 0x72756eL;

    private static final long AWAIT_INTERVAL_MILLIS = 50;

    private static final String REQUIRE_RUN = """
            SELECT run_id, run_number, parent_checkpoint
              FROM require_current_run(?)
            """;

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
     * @param number number of the run, from 1
     * @param checkpoint the checkpoint from which it started, 0 for none
     */
    public record CurrentRun(String id, int number, long checkpoint) {
        private static CurrentRun read(ResultSet row) throws SQLException {
            return new CurrentRun(row.getString(1), row.getInt(2), row.getLong(3));
        }
    }

    private RunFence() {}

    /**
     * Begins a transaction of a task.
     *
     * @param connection in READ COMMITTED, so that the run is read after the lock is taken
     * @return the run
     * @throws SQLException if another run has taken over
     */
    public static CurrentRun require(Connection connection, RunId run) throws SQLException {
        return Sql.first(connection, REQUIRE_RUN, CurrentRun::read, run.value()).orElseThrow();
    }

    /**
     * Waits until the run may write. This is for tasks that get no record through the run's first operator. The start
     * of a run can take long if many rows must be set back, and a failed start fails the job and with it this wait.
     */
    public static void await(Connection connection, RunId run) throws SQLException, InterruptedException {
        while (!run.value().equals(selectRun(connection).id())) {
            connection.rollback();
            Thread.sleep(AWAIT_INTERVAL_MILLIS);
        }
        connection.rollback();
    }

    /**
     * Waits until transactions of other runs can no longer commit, and keeps them out until this transaction ends.
     * Within it, the caller adds the run to {@link RunHistory} as the newest.
     *
     * @return false if another task of this run has already done so
     */
    static boolean close(Connection connection, RunId run) throws SQLException {
        // The first check is without the lock, because a task that starts after others of its run must not wait for
        // their writes, nor terminate their sessions.
        if (run.value().equals(selectRun(connection).id())) {
            return false;
        }
        SeizeLock.fromSharers(connection, KEY);
        return !run.value().equals(selectRun(connection).id());
    }

    private static CurrentRun selectRun(Connection connection) throws SQLException {
        return Sql.first(connection, SELECT_RUN, CurrentRun::read).orElse(NO_RUN);
    }
}
