package io.clickmill.job.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.contract.TestDatabase;
import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import io.clickmill.job.count.RollupKey;
import io.clickmill.job.count.RollupRow;
import io.clickmill.job.progress.RunId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RollupSinkIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final RollupKey KEY = new RollupKey("acme", Scope.ACCOUNT, "");

    private final Sql sql = new Sql(DATABASE);
    private OneInputStreamOperatorTestHarness<RollupRow, CommittableMessage<Void>> harness;
    private int sent;

    @BeforeEach
    void open() throws Exception {
        sql.run("TRUNCATE rollup");
        harness = new OneInputStreamOperatorTestHarness<>(
                new SinkWriterOperatorFactory<>(new RollupSink(SampleClicks.access(DATABASE))),
                TypeInformation.of(RollupRow.class).createSerializer(new SerializerConfigImpl()));
        admit();
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        admit();
        harness.close();
    }

    @Test
    void writesBeforeABarrierAndAtTheEnd() throws Exception {
        send(1);
        assertThat(written()).isEqualTo("0");
        harness.prepareSnapshotPreBarrier(1);
        assertThat(written()).isEqualTo("1");
        send(1);
        harness.endInput();
        assertThat(written()).isEqualTo("2");
    }

    @Test
    void writesABatchOfManyRowsOrOfManyValues() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            assertThat(written()).isEqualTo("0");
            send(1);
        }
        assertThat(written()).isEqualTo("1000");
        for (int i = 0; i < 5; i++) {
            assertThat(written()).isEqualTo("1000");
            send(10_000);
        }
        assertThat(written()).isEqualTo("1005");
    }

    @Test
    void writesALargeRowByItself() throws Exception {
        send(1);
        assertThat(written()).isEqualTo("0");
        send(10_000, 1_000);
        assertThat(written()).isEqualTo("2");
        assertThat(sql.lines(
                        "SELECT cardinality(uniques), length(uniques[10000]) FROM rollup WHERE uniques IS NOT NULL"))
                .containsExactly("10000|1000");
    }

    @Test
    void overwritesARow() throws Exception {
        send(1);
        harness.prepareSnapshotPreBarrier(1);
        sent = 0;
        send(2);
        harness.prepareSnapshotPreBarrier(2);
        assertThat(sql.lines("SELECT vals FROM rollup")).containsExactly("{v0,v1}");
    }

    @Test
    void writesNothingOnceAnotherRunHasTakenOver() throws Exception {
        send(1);
        Runs.admit(sql, new RunId("another"));
        assertThatThrownBy(() -> harness.prepareSnapshotPreBarrier(1))
                .hasStackTraceContaining("job_run: another (expected: ");
        assertThat(written()).isEqualTo("0");
    }

    /** A batch that begins while another run takes over must not go by what it saw before it had to wait. */
    @Test
    void writesNothingIfItWaitsForARunThatTakesOver() throws Exception {
        send(1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Connection successor = DATABASE.writer().getConnection();
                Statement statement = successor.createStatement()) {
            successor.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(" + 0x72756e + ")");
            statement.execute("INSERT INTO job_run (run_id, run_number, parent_checkpoint) VALUES ('another', 99, 0)");
            Future<?> flush = other.submit(() -> {
                harness.prepareSnapshotPreBarrier(1);
                return null;
            });
            assertThatThrownBy(() -> flush.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            successor.commit();
            assertThatThrownBy(() -> flush.get(20, TimeUnit.SECONDS))
                    .hasStackTraceContaining("job_run: another (expected: ");
        } finally {
            other.shutdown();
        }
        assertThat(written()).isEqualTo("0");
    }

    @Test
    void closesItsConnectionEvenIfWhatIsLeftIsRefused() throws Exception {
        send(1);
        Runs.admit(sql, new RunId("another"));
        assertThatThrownBy(harness::close).hasStackTraceContaining("job_run: another (expected: ");
        await().untilAsserted(() -> assertThat(sql.lines("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE application_name = 'clickmill-job' AND datname = current_database()"))
                .containsExactly("0"));
    }

    @Test
    void requiresThatStatementsSeeWhatIsCommittedBeforeThem() throws Exception {
        try (Connection connection = DATABASE.writer().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            assertThatThrownBy(() -> statement.execute("SELECT require_current_run('any')"))
                    .hasMessageContaining("transaction_isolation: repeatable read (expected: read committed)");
        }
    }

    @Test
    void leavesSessionsWithoutARunToTheirOwnLocks() throws Exception {
        Runs.admit(sql, new RunId("another"));
        try (Connection fold = DATABASE.writer().getConnection();
                Statement statement = fold.createStatement()) {
            assertThat(statement.executeUpdate("DELETE FROM rollup")).isZero();
        }
    }

    private void admit() throws SQLException {
        Runs.admit(sql, RunId.of(harness.getEnvironment().getMetricGroup().getAllVariables()));
    }

    /** A row of another bucket than the ones before. */
    private void send(int values) throws Exception {
        send(values, 0);
    }

    /** @param sketchBytes 0 if the row has no sketches */
    private void send(int values, int sketchBytes) throws Exception {
        byte[][] sketches = new byte[sketchBytes == 0 ? 0 : values][];
        Arrays.fill(sketches, new byte[sketchBytes]);
        String[] texts = new String[values];
        Arrays.setAll(texts, i -> "v" + i);
        harness.processElement(new StreamRecord<>(new RollupRow(
                KEY,
                Dimension.CITY,
                Granularity.MINUTE,
                sent++ * 60_000L,
                false,
                sketchBytes > 0,
                texts,
                new long[Measure.COUNT][values],
                sketches,
                new long[sketches.length])));
    }

    private String written() throws SQLException {
        return sql.lines("SELECT count(*) FROM rollup").get(0);
    }
}
