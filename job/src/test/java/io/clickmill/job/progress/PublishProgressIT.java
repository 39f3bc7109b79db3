package io.clickmill.job.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublishProgressIT {
    private static final long NOON = 1_714_564_800_000L;

    private static final TestDatabase DATABASE = TestDatabase.create();

    private final Sql sql = new Sql(DATABASE);
    private OneInputStreamOperatorTestHarness<BalanceChange, Void> harness;

    @BeforeEach
    void open() throws Exception {
        sql.run("TRUNCATE rollup_progress");
        harness = harness();
        harness.open();
        Runs.admit(sql, harness);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void publishesWhatACompletedCheckpointHadAtItsBarrier() throws Exception {
        send(BalanceChange.received(10, Map.of(RejectReason.TOO_OLD, 1L)));
        send(BalanceChange.logged(7, 0));
        send(BalanceChange.duplicates(2));
        harness.processWatermark(NOON - 1);
        harness.snapshot(1, 1);
        assertThat(published()).isEmpty();
        send(BalanceChange.received(5, Map.of()));
        harness.processWatermark(NOON + 60_000);
        harness.notifyOfCompletedCheckpoint(1);
        assertThat(published()).containsExactly("2024-05-01 12:00:00+00|1|10|7|2|1|2024-05-01 12:00:30+00");
    }

    @Test
    void publishesTheNewestOfSubsumedCheckpoints() throws Exception {
        harness.processWatermark(NOON);
        harness.snapshot(1, 1);
        harness.processWatermark(NOON + 1_000);
        harness.snapshot(2, 2);
        harness.processWatermark(NOON + 2_000);
        harness.snapshot(3, 3);
        harness.notifyOfCompletedCheckpoint(2);
        assertThat(published()).containsExactly("2024-05-01 12:00:01.001+00|2|0|0|0|0|2024-05-01 12:00:30+00");
        // The notification of an older checkpoint has nothing new to publish.
        harness.notifyOfCompletedCheckpoint(1);
        assertThat(published()).hasSize(1).first().asString().contains("|2|");
        harness.notifyOfCompletedCheckpoint(3);
        assertThat(published()).hasSize(1).first().asString().startsWith("2024-05-01 12:00:02.001+00|3|");
    }

    @Test
    void storesTheNumberOfACheckpointBeforeItCompletes() throws Exception {
        harness.snapshot(4, 1);
        harness.snapshot(6, 2);
        assertThat(sql.lines("SELECT flushed_checkpoint FROM job_run")).containsExactly("6");
        Runs.admit(sql, new RunId("another"));
        assertThatThrownBy(() -> harness.snapshot(7, 3)).hasStackTraceContaining("job_run: another");
    }

    @Test
    void publishesNothingOnceAnotherRunHasTakenOver() throws Exception {
        harness.processWatermark(NOON);
        harness.snapshot(1, 1);
        Runs.admit(sql, new RunId("another"));
        assertThatThrownBy(() -> harness.notifyOfCompletedCheckpoint(1)).hasMessageContaining("job_run: another");
        assertThat(published()).isEmpty();
    }

    @Test
    void continuesFromItsCheckpointAndNeverGoesBack() throws Exception {
        send(BalanceChange.received(10, Map.of()));
        send(BalanceChange.logged(10, 0));
        harness.processWatermark(NOON - 1);
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness();
        harness.initializeState(snapshot);
        harness.open();
        Runs.admit(sql, harness);
        // After a restore, watermarks start below the restored one.
        harness.processWatermark(NOON - 60_000);
        send(BalanceChange.received(1, Map.of(RejectReason.TOO_OLD, 1L)));
        harness.snapshot(2, 2);
        harness.notifyOfCompletedCheckpoint(2);
        assertThat(published()).first().asString().startsWith("2024-05-01 12:00:00+00|2|11|10|0|1|");
    }

    @Test
    void publishesRejectedRecordsByReason() throws Exception {
        send(BalanceChange.received(10, Map.of(RejectReason.TOO_OLD, 2L, RejectReason.INVALID_JSON, 1L)));
        send(BalanceChange.received(4, Map.of(RejectReason.INVALID_JSON, 3L)));
        harness.snapshot(1, 1);
        harness.notifyOfCompletedCheckpoint(1);
        assertThat(sql.lines("SELECT rejected, rejected_by_reason FROM rollup_progress"))
                .containsExactly("6|{\"too_old\": 2, \"invalid_json\": 4}");
    }

    @Test
    void continuesFromACheckpointOfAReleaseThatDidNotCountByReason() throws Exception {
        OperatorSubtaskState earlier = OperatorSnapshotUtil.readStateHandle(Path.of(PublishProgressIT.class
                        .getResource("progress-schema-4.snapshot")
                        .toURI())
                .toString());
        harness.close();
        harness = harness();
        harness.initializeState(earlier);
        harness.open();
        Runs.admit(sql, harness);
        send(BalanceChange.received(1, Map.of(RejectReason.TOO_LARGE, 1L)));
        harness.snapshot(2, 2);
        harness.notifyOfCompletedCheckpoint(2);
        assertThat(published()).first().asString().startsWith("2024-05-01 12:00:00+00|2|11|5|2|4|");
        assertThat(sql.lines("SELECT rejected_by_reason FROM rollup_progress")).containsExactly("{\"too_large\": 1}");
    }

    @Test
    void createsPartitionsOfMinutesInAdvance() throws SQLException {
        assertThat(sql.lines("SELECT to_regclass('rollup_minute_2024_05_03')"))
                .containsExactly("rollup_minute_2024_05_03");
    }

    private void send(BalanceChange change) throws Exception {
        harness.processElement(new StreamRecord<>(change));
    }

    private List<String> published() throws SQLException {
        return sql.lines("SELECT progress, checkpoint_id, received, logged, duplicates, rejected, published_at"
                + " FROM rollup_progress");
    }

    private OneInputStreamOperatorTestHarness<BalanceChange, Void> harness() throws Exception {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(NOON + 30_000), ZoneOffset.UTC);
        return new OneInputStreamOperatorTestHarness<>(
                new PublishProgress(new ProgressStore.Factory(SampleClicks.access(DATABASE)), clock),
                TypeInformation.of(BalanceChange.class).createSerializer(new SerializerConfigImpl()));
    }
}
