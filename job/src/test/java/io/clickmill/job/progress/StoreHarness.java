package io.clickmill.job.progress;

import io.clickmill.contract.TestDatabase;
import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The store of the progress over a database of its own, with empty tables for each test. */
final class StoreHarness implements BeforeEachCallback, AfterEachCallback {
    static final Instant NOW = Instant.parse("2024-05-12T06:00:30Z");

    /** The run that publishes. */
    static final RunId RUN = new RunId("run");

    static final RestoredCheckpoint CHECKPOINT = new RestoredCheckpoint(1, null);

    final TestDatabase database = TestDatabase.create();
    final Sql sql = new Sql(database);
    ProgressStore store;
    private int runs;

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        sql.run("TRUNCATE rollup, rollup_gap, rollup_progress, scope_span");
        Runs.admit(sql, new RunId("before"));
        store = new ProgressStore.Factory(SampleClicks.access(database)).open();
    }

    @Override
    public void afterEach(ExtensionContext context) throws SQLException {
        store.close();
    }

    void publish(String progress) throws SQLException {
        Runs.admit(sql, RUN);
        store.publish(RUN, 1, millis(progress) - 1, BalanceChange.NONE, NOW);
    }

    /** Restores the progress in a new run. */
    void restore(String progress) throws SQLException {
        restore(progress, progress);
    }

    /** Restores the progress in a new run, with windows whose buckets are open from the given instant on. */
    void restore(String progress, String open) throws SQLException {
        store.restore(new RunId("run " + ++runs), CHECKPOINT, millis(progress) - 1, millis(open) - 1, Map.of());
    }

    void rollup(String granularity, String bucketStart) throws SQLException {
        sql.run(insertRollup(granularity, bucketStart));
    }

    static String insertRollup(String granularity, String bucketStart) {
        return "INSERT INTO rollup (account_id, scope, dimension, granularity, scope_id, bucket_start, overflow, vals,"
                + " clicks) VALUES ('acme', 'account', 'total', '" + granularity + "', '', '" + bucketStart
                + "', false, '{\"\"}', '{64}')";
    }

    List<String> rollups() throws SQLException {
        return sql.lines("SELECT granularity, bucket_start FROM rollup ORDER BY 1, 2");
    }

    void span(String account, String firstDay, String lastDay) throws SQLException {
        sql.run("INSERT INTO scope_span VALUES ('" + account + "', 'account', '', '" + firstDay + "', '" + lastDay
                + "')");
    }

    List<String> gaps() throws SQLException {
        return sql.lines("SELECT day FROM rollup_gap WHERE account_id = 'acme' ORDER BY 1");
    }

    String progress() throws SQLException {
        return sql.lines("SELECT progress FROM rollup_progress").get(0);
    }

    static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
