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
        sql.run("INSERT INTO job_run (run_id) VALUES ('" + run.value()
                + "') ON CONFLICT (only_row) DO UPDATE SET run_id = EXCLUDED.run_id");
    }
}
