package io.clickmill.job.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.ParsedRecord;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.contract.event.RejectedClick;
import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.progress.ProgressStore;
import io.clickmill.job.time.Lateness;
import io.clickmill.job.time.WindowSpread;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiveRecordsIT {
    private static final int MAX_PARALLELISM = 128;
    private static final long NOON = 1_714_564_800_000L;

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final TestDatabase EMPTY = TestDatabase.create();

    private final Sql sql = new Sql(DATABASE);

    @BeforeEach
    void empty() throws SQLException {
        sql.run("TRUNCATE rollup, rollup_gap, rollup_progress");
    }

    @Test
    void countsAndRoutesEveryRecord() throws Exception {
        try (Harness harness = start()) {
            send(harness, NOON, NOON);
            harness.processElement(new StreamRecord<>(ParsedRecord.of(
                    new RejectedClick(RejectReason.INVALID_JSON, "", new byte[] {1}, null, "clicks", 0, 1, NOON))));
            send(harness, NOON, NOON);
            assertThat(verdicts(harness)).containsExactly(Verdict.ON_TIME, Verdict.ON_TIME);
            assertThat(harness.getSideOutput(ReceiveRecords.REJECTED)).hasSize(1);
            assertThat(harness.getSideOutput(ReceiveRecords.BALANCE)).isNull();
            harness.prepareSnapshotPreBarrier(1);
            harness.prepareSnapshotPreBarrier(2);
            send(harness, NOON, NOON);
            harness.getOperator().finish();
            assertThat(harness.getSideOutput(ReceiveRecords.BALANCE))
                    .extracting(StreamRecord::getValue)
                    .containsExactly(
                            BalanceChange.received(3, Map.of(RejectReason.INVALID_JSON, 1L)),
                            BalanceChange.received(1, Map.of()));
        }
    }

    @Test
    void decidesLatenessFromTheRecordAlone() throws Exception {
        try (Harness harness = start()) {
            harness.processWatermark(NOON + 3_600_000);
            send(harness, NOON - 15_000, NOON);
            send(harness, NOON - 15_001, NOON);
            send(harness, NOON + 600_000, NOON);
            assertThat(verdicts(harness)).containsExactly(Verdict.ON_TIME, Verdict.LATE, Verdict.ON_TIME);
        }
    }

    @Test
    void judgesClicksOfMinutesThatWereCompleteAtItsCheckpointLate() throws Exception {
        publish(NOON + 30_000);
        try (Harness harness = restore(state(NOON + 59_998), 1, 0)) {
            send(harness, NOON, NOON);
            send(harness, NOON - 1, NOON);
            assertThat(verdicts(harness)).containsExactly(Verdict.ON_TIME, Verdict.LATE);
        }
        try (Harness harness = restore(state(NOON + 59_999), 1, 0)) {
            send(harness, NOON, NOON);
            send(harness, NOON + 59_999, NOON + 59_999);
            send(harness, NOON + 60_000, NOON + 60_000);
            assertThat(verdicts(harness)).containsExactly(Verdict.LATE, Verdict.LATE, Verdict.ON_TIME);
        }
    }

    @Test
    void restoresTheMinimumWatermarkOfAllSubtasksWhateverTheirNumber() throws Exception {
        OperatorSubtaskState packed = AbstractStreamOperatorTestHarness.repackageState(
                state(NOON + 179_999), state(NOON + 59_999), state(NOON + 119_999));
        String made = sql.lines("SELECT max(run_number) FROM job_run").get(0);
        for (int subtasks = 1; subtasks <= 4; subtasks++) {
            for (int subtask = 0; subtask < subtasks; subtask++) {
                publish(NOON + 60_000);
                // Each of the three states names a run of its own, and the first one counts, in no certain order. The
                // run of an earlier round may be a child of another of them.
                sql.run("DELETE FROM job_run WHERE run_number > " + made);
                OperatorSubtaskState share = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        packed, MAX_PARALLELISM, 3, subtasks, subtask);
                try (Harness harness = restore(share, subtasks, subtask)) {
                    send(harness, NOON, NOON);
                    send(harness, NOON + 60_000, NOON + 60_000);
                    assertThat(verdicts(harness)).containsExactly(Verdict.LATE, Verdict.ON_TIME);
                }
                assertThat(sql.lines("SELECT progress FROM rollup_progress")).containsExactly("2024-05-01 12:00:40+00");
            }
        }
    }

    @Test
    void keepsTheRestoredWatermarkUntilItsOwnIsHigher() throws Exception {
        publish(NOON + 60_000);
        OperatorSubtaskState again;
        try (Harness harness = restore(state(NOON + 59_999), 1, 0)) {
            harness.processWatermark(NOON - 600_000);
            again = harness.snapshot(1, 1);
            Runs.flush(sql, 1);
        }
        try (Harness harness = restore(again, 1, 0)) {
            send(harness, NOON, NOON);
            assertThat(verdicts(harness)).containsExactly(Verdict.LATE);
        }
    }

    @Test
    void completesNothingAtTheEndOfItsInput() throws Exception {
        OperatorSubtaskState atTheEnd;
        try (Harness harness = start()) {
            harness.processWatermark(NOON - 1);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            assertThat(harness.getOutput()).containsExactly(new Watermark(NOON - 1));
            atTheEnd = harness.snapshot(1, 1);
            Runs.flush(sql, 1);
        }
        publish(NOON);
        try (Harness harness = restore(atTheEnd, 1, 0)) {
            send(harness, NOON, NOON);
            assertThat(verdicts(harness)).containsExactly(Verdict.ON_TIME);
        }
    }

    @Test
    void setsTheTablesBackBeforeAnythingPasses() throws Exception {
        publish(NOON + 600_000);
        rollup(NOON);
        rollup(NOON + 60_000);
        try (Harness harness = restore(state(NOON + 60_000), 1, 0)) {
            assertThat(harness.getOutput()).isEmpty();
            assertThat(sql.lines("SELECT bucket_start FROM rollup")).containsExactly("2024-05-01 12:00:00+00");
            assertThat(sql.lines("SELECT progress FROM rollup_progress")).containsExactly("2024-05-01 12:00:40.001+00");
        }
    }

    @Test
    void refusesToStartWithoutStateIfThereIsAProgress() throws Exception {
        publish(NOON);
        try (Harness harness = harness(1, 0)) {
            assertThatThrownBy(harness::open).isInstanceOf(SuppressRestartsException.class);
        }
        assertThat(sql.lines("SELECT progress FROM rollup_progress")).containsExactly("2024-05-01 12:00:00+00");
    }

    @Test
    void startsWithoutStateIfARebuildIsRequested() throws Exception {
        publish(NOON);
        try (Harness harness = new Harness(DATABASE, 1, 0, true)) {
            harness.open();
            send(harness, NOON - 600_000, NOON - 600_000);
            assertThat(verdicts(harness)).containsExactly(Verdict.ON_TIME);
        }
        assertThat(sql.lines("SELECT progress FROM rollup_progress")).containsExactly("1970-01-01 00:00:00+00");
    }

    @Test
    void deletesRowsOfARunThatFailedBeforeItsFirstCheckpoint() throws Exception {
        rollup(NOON);
        try (Harness harness = start()) {
            assertThat(harness.getOutput()).isEmpty();
            assertThat(sql.lines("SELECT bucket_start FROM rollup")).isEmpty();
        }
    }

    @Test
    void refusesTheStateOfAnUnknownRun() throws Exception {
        OperatorSubtaskState state = state(NOON);
        sql.run("DELETE FROM job_run");
        sql.run("INSERT INTO job_run (run_number, run_id, parent_checkpoint) VALUES (1, 'another', 0)");
        try (Harness harness = harness(1, 0)) {
            assertThatThrownBy(() -> harness.initializeState(state))
                    .hasStackTraceContaining("job_run: no run ")
                    .hasStackTraceContaining("CLICKMILL_REBUILD_WITHOUT_STATE");
        }
        assertThat(sql.lines("SELECT run_id FROM job_run")).containsExactly("another");
    }

    @Test
    void refusesTheStateOfACheckpointThatTheTablesLack() throws Exception {
        OperatorSubtaskState state = state(NOON);
        sql.run("UPDATE job_run SET flushed_checkpoint = 0");
        try (Harness harness = harness(1, 0)) {
            harness.setRestoredCheckpointId(1);
            assertThatThrownBy(() -> harness.initializeState(state))
                    .hasStackTraceContaining("job_run.flushed_checkpoint: 0 of run ");
        }
    }

    private Harness start() throws Exception {
        Harness harness = harness(1, 0);
        harness.open();
        return harness;
    }

    private Harness restore(OperatorSubtaskState state, int subtasks, int subtask) throws Exception {
        Harness harness = harness(subtasks, subtask);
        harness.setRestoredCheckpointId(1);
        harness.initializeState(state);
        harness.open();
        return harness;
    }

    /** The state of a subtask that has received this watermark. */
    private OperatorSubtaskState state(long watermark) throws Exception {
        try (Harness harness = new Harness(EMPTY, 1, 0, false)) {
            harness.open();
            harness.processWatermark(watermark);
            Runs.append(sql, harness);
            return harness.snapshot(1, 1);
        }
    }

    private static Harness harness(int subtasks, int subtask) throws Exception {
        return new Harness(DATABASE, subtasks, subtask, false);
    }

    private static final class Harness extends OneInputStreamOperatorTestHarness<ParsedRecord, Arrival> {
        Harness(TestDatabase database, int subtasks, int subtask, boolean rebuild) throws Exception {
            super(
                    new ReceiveRecords(
                            Lateness.DEFAULT,
                            WindowSpread.STANDARD,
                            new ProgressStore.Factory(SampleClicks.access(database)),
                            rebuild),
                    MAX_PARALLELISM,
                    subtasks,
                    subtask);
            config.setupNetworkInputs(
                    TypeInformation.of(ParsedRecord.class).createSerializer(new SerializerConfigImpl()));
            config.serializeAllConfigs();
        }
    }

    private static void send(Harness harness, long occurredAt, long appendedAt) throws Exception {
        Event event = Event.build(c -> {
            c.accountId = "acme";
            c.occurredAt = occurredAt;
            c.appendedAt = appendedAt;
        });
        harness.processElement(new StreamRecord<>(ParsedRecord.of(event)));
    }

    private static List<Verdict> verdicts(Harness harness) {
        return harness.extractOutputValues().stream().map(Arrival::verdict).toList();
    }

    private void publish(long progress) throws SQLException {
        sql.run("TRUNCATE rollup_progress");
        sql.run("INSERT INTO rollup_progress VALUES (true, '" + Instant.ofEpochMilli(progress)
                + "', 1, 0, 0, 0, 0, '2024-05-01')");
    }

    private void rollup(long minuteStart) throws SQLException {
        sql.run("INSERT INTO rollup (account_id, scope, dimension, granularity, scope_id, bucket_start, overflow, vals,"
                + " clicks) VALUES ('acme', 'account', 'total', 'minute', '', '" + Instant.ofEpochMilli(minuteStart)
                + "', false, '{\"\"}', '{64}')");
    }
}
