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

    /** Makes the run the one that may write. */
    public static void admit(Sql sql, RunId run) throws SQLException {
        sql.run("INSERT INTO job_run (run_id, run_number, checkpoint) VALUES ('" + run.value()
                + "', 1, 0) ON CONFLICT (only_row) DO UPDATE SET run_id = EXCLUDED.run_id");
    }

    /** Makes of the tasks of the run those of the next one, which goes on from that checkpoint. */
    public static void restart(Sql sql, long checkpoint) throws SQLException {
        sql.run("UPDATE job_run SET run_number = run_number + 1, checkpoint = " + checkpoint);
    }
}
