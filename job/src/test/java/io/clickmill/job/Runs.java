package io.clickmill.job;

import io.clickmill.job.progress.RunId;
import java.sql.SQLException;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** Admits runs whose tasks are tested alone, as {@code ReceiveRecords} does in a job. */
public final class Runs {
    private Runs() {}

    /** Makes the run of the harness' task the one that may write. */
    public static void admit(Sql sql, AbstractStreamOperatorTestHarness<?> harness) throws SQLException {
        admit(sql, RunId.of(harness.getEnvironment().getExecutionId()));
    }

    /** Makes this run the one that may write, and removes all others. */
    public static void admit(Sql sql, RunId run) throws SQLException {
        sql.run("WITH before AS (DELETE FROM job_run RETURNING run_number, parent_checkpoint)"
                + " INSERT INTO job_run (run_id, run_number, parent_checkpoint)"
                + " SELECT '" + run.value() + "', coalesce(max(run_number), 1), coalesce(max(parent_checkpoint), 0)"
                + " FROM before");
    }

    /**
     * Turns the current run into the next one, as if it had started from this checkpoint. Its tasks then belong to the
     * new run.
     */
    public static void restart(Sql sql, long checkpoint) throws SQLException {
        sql.run("UPDATE job_run SET run_number = run_number + 1, parent_checkpoint = " + checkpoint);
    }

    /**
     * Adds the run of the harness' task, as if it had started from checkpoint 1 of the newest run and flushed its own
     * checkpoint 1.
     */
    public static void append(Sql sql, AbstractStreamOperatorTestHarness<?> harness) throws SQLException {
        sql.run("INSERT INTO job_run (run_id, run_number, parent_run, parent_checkpoint, flushed_checkpoint) SELECT '"
                + RunId.of(harness.getEnvironment().getExecutionId()).value()
                + "', coalesce(max(run_number), 0) + 1, max(run_number), 1, 1 FROM job_run");
    }

    /** Stores that the newest run has flushed everything before this checkpoint's barrier. */
    public static void flush(Sql sql, long checkpoint) throws SQLException {
        sql.run("UPDATE job_run SET flushed_checkpoint = " + checkpoint
                + " WHERE run_number = (SELECT max(run_number) FROM job_run)");
    }
}
