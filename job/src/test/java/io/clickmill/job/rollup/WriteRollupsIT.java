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
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.progress.RunId;
import java.sql.SQLException;
import java.util.Arrays;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriteRollupsIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final RollupKey KEY = new RollupKey("acme", Scope.ACCOUNT, "");

    private final Sql sql = new Sql(DATABASE);
    private OneInputStreamOperatorTestHarness<RollupRow, BalanceChange> harness;
    private int sent;

    @BeforeEach
    void open() throws Exception {
        sql.run("TRUNCATE rollup");
        harness = new OneInputStreamOperatorTestHarness<>(
                new WriteRollups(SampleClicks.access(DATABASE)),
                TypeInformation.of(RollupRow.class).createSerializer(new SerializerConfigImpl()));
        Runs.admit(sql, harness);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        Runs.admit(sql, harness);
        harness.close();
    }

    @Test
    void writesBeforeABarrierAfterAWhileAndAtTheEnd() throws Exception {
        send(1);
        assertThat(written()).isEqualTo("0");
        harness.prepareSnapshotPreBarrier(1);
        assertThat(written()).isEqualTo("1");
        harness.setProcessingTime(10_000);
        send(1);
        harness.setProcessingTime(10_999);
        assertThat(written()).isEqualTo("1");
        harness.setProcessingTime(11_000);
        assertThat(written()).isEqualTo("2");
        send(1);
        harness.getOperator().finish();
        assertThat(written()).isEqualTo("3");
    }

    @Test
    void writesABatchOfManyRowsOrOfManyValues() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            assertThat(written()).isEqualTo("0");
            send(1);
        }
        await().untilAsserted(() -> assertThat(written()).isEqualTo("1000"));
        for (int i = 0; i < 5; i++) {
            assertThat(written()).isEqualTo("1000");
            send(10_000);
        }
        await().untilAsserted(() -> assertThat(written()).isEqualTo("1005"));
    }

    @Test
    void letsWatermarksThroughAndNoRow() throws Exception {
        send(1);
        harness.processWatermark(59_999);
        assertThat(harness.getOutput()).containsExactly(new Watermark(59_999));
    }

    @Test
    void writesNothingOnceAnotherRunHasTakenOver() throws Exception {
        send(1);
        Runs.admit(sql, new RunId("another"));
        assertThatThrownBy(() -> harness.prepareSnapshotPreBarrier(1)).hasMessageContaining("job_run: another");
        assertThat(written()).isEqualTo("0");
    }

    /** A row of another bucket than the ones before. */
    private void send(int values) throws Exception {
        String[] texts = new String[values];
        Arrays.setAll(texts, i -> "v" + i);
        harness.processElement(new StreamRecord<>(new RollupRow(
                KEY,
                Dimension.CITY,
                Granularity.MINUTE,
                sent++ * 60_000L,
                false,
                false,
                texts,
                new long[Measure.COUNT][values],
                new byte[0][],
                new long[0])));
    }

    private String written() throws SQLException {
        return sql.lines("SELECT count(*) FROM rollup").get(0);
    }
}
