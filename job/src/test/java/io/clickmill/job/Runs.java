package io.clickmill.job;

import io.clickmill.job.progress.RunId;
import java.sql.SQLException;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** Lets tasks write that are tested by themselves: in a job {@code ReceiveRecords} does it. */
public final class Runs {
    private Runs() {}

    /** Makes the harness' task one of the run that may write. */
    public static void admit(Sql sql, AbstractStreamOperatorTestHarness<?> harness) throws SQLException {
        admit(sql, RunId.of(harness.getEnvironment().getExecutionId()));
    }

    /** Makes the run the one that may write, and the only one. */
    public static void admit(Sql sql, RunId run) throws SQLException {
        sql.run("WITH before AS (DELETE FROM job_run RETURNING run_number, parent_checkpoint)"
                + " INSERT INTO job_run (run_id, run_number, parent_checkpoint)"
                + " SELECT '" + run.value() + "', coalesce(max(run_number), 1), coalesce(max(parent_checkpoint), 0)"
                + " FROM before");
    }

    /** Makes of the tasks of the run those of the next one, which goes on from that checkpoint. */
    public static void restart(Sql sql, long checkpoint) throws SQLException {
        sql.run("UPDATE job_run SET run_number = run_number + 1, parent_checkpoint = " + checkpoint);
    }

    /** Makes the harness' task one of a run that started from checkpoint 1 of the newest run and has flushed its own. */
    public static void append(Sql sql, AbstractStreamOperatorTestHarness<?> harness) throws SQLException {
        sql.run("INSERT INTO job_run (run_id, run_number, parent_run, parent_checkpoint, flushed_checkpoint) SELECT '"
                + RunId.of(harness.getEnvironment().getExecutionId()).value()
                + "', coalesce(max(run_number), 0) + 1, max(run_number), 1, 1 FROM job_run");
    }

    /** Lets the newest run have flushed what lies before the checkpoint's barrier. */
    public static void flush(Sql sql, long checkpoint) throws SQLException {
        sql.run("UPDATE job_run SET flushed_checkpoint = " + checkpoint
                + " WHERE run_number = (SELECT max(run_number) FROM job_run)");
    }
}
