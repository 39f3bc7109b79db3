package io.clickmill.job.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.Event;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DropDuplicatesTest {
    private static final long NOON = 1_714_564_800_000L;
    private static final long LAST_OF_MINUTE = NOON + 59_999;

    private KeyedOneInputStreamOperatorTestHarness<IdentityBucket, Arrival, Arrival> harness;

    @BeforeEach
    void open() throws Exception {
        harness = harness(1);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void passesTheFirstCopyAndDropsTheOthers() throws Exception {
        send("e1", NOON, 0, Verdict.ON_TIME);
        send("e1", NOON, 1, Verdict.ON_TIME);
        send("e1", NOON, 2, Verdict.ON_TIME);
        assertThat(passed()).containsExactly("e1@0 ON_TIME");
        assertThat(harness.getSideOutput(DropDuplicates.BALANCE)).isNull();
        harness.prepareSnapshotPreBarrier(1);
        harness.prepareSnapshotPreBarrier(2);
        assertThat(harness.getSideOutput(DropDuplicates.BALANCE))
                .extracting(StreamRecord::getValue)
                .containsExactly(BalanceChange.duplicates(2));
    }

    @Test
    void distinguishesEventsByIdAndTime() throws Exception {
        send("e1", NOON, 0, Verdict.ON_TIME);
        send("e2", NOON, 1, Verdict.ON_TIME);
        send("e1", NOON + 1, 2, Verdict.ON_TIME);
        assertThat(passed()).containsExactly("e1@0 ON_TIME", "e2@1 ON_TIME", "e1@2 ON_TIME");
        assertThat(harness.getSideOutput(DropDuplicates.BALANCE)).isNull();
    }

    @Test
    void remembersIdentitiesUntilTheirMinuteIsComplete() throws Exception {
        send("e1", NOON, 0, Verdict.ON_TIME);
        send("e2", NOON + 60_000, 1, Verdict.ON_TIME);
        harness.processWatermark(LAST_OF_MINUTE - 1);
        send("e1", NOON, 2, Verdict.ON_TIME);
        harness.snapshot(1, 1);
        assertThat(harness.numKeyedStateEntries()).isEqualTo(2);
        harness.processWatermark(LAST_OF_MINUTE);
        assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
        assertThat(harness.numEventTimeTimers()).isEqualTo(1);
        assertThat(passed()).containsExactly("e1@0 ON_TIME", "e2@1 ON_TIME");
    }

    @Test
    void refusesClicksThatArriveAfterTheirMinuteIsComplete() throws Exception {
        harness.processWatermark(LAST_OF_MINUTE - 1);
        send("e1", NOON, 0, Verdict.ON_TIME);
        harness.processWatermark(LAST_OF_MINUTE);
        send("e1", NOON, 1, Verdict.ON_TIME);
        send("e2", LAST_OF_MINUTE, 2, Verdict.ON_TIME);
        send("e3", LAST_OF_MINUTE + 1, 3, Verdict.ON_TIME);
        assertThat(passed()).containsExactly("e1@0 ON_TIME", "e1@1 LATE", "e2@2 LATE", "e3@3 ON_TIME");
        assertThat(harness.numEventTimeTimers()).isEqualTo(1);
    }

    @Test
    void passesLateCopiesWithoutACheck() throws Exception {
        send("e1", NOON, 0, Verdict.LATE);
        send("e1", NOON, 1, Verdict.LATE);
        send("e1", NOON, 2, Verdict.ON_TIME);
        send("e1", NOON, 3, Verdict.LATE);
        assertThat(passed()).containsExactly("e1@0 LATE", "e1@1 LATE", "e1@2 ON_TIME", "e1@3 LATE");
    }

    @Test
    void remembersIdentitiesAfterARestore() throws Exception {
        send("e1", NOON, 0, Verdict.ON_TIME);
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness(1);
        harness.initializeState(snapshot);
        harness.open();
        send("e1", NOON, 1, Verdict.ON_TIME);
        assertThat(passed()).isEmpty();
        harness.processWatermark(LAST_OF_MINUTE);
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void remembersIdentitiesThatItNoLongerHolds() throws Exception {
        harness.close();
        harness = harness(new DropDuplicates(1), 1);
        harness.setStateBackend(new EmbeddedRocksDBStateBackend(false));
        harness.open();
        for (int checkpoint = 1; checkpoint < 4; checkpoint++) {
            send("new" + checkpoint, NOON, 0, Verdict.ON_TIME);
            send("e1", NOON, checkpoint, Verdict.ON_TIME);
            send("e2", NOON, checkpoint, Verdict.ON_TIME);
            harness.snapshot(checkpoint, checkpoint);
        }
        assertThat(passed())
                .containsExactly("new1@0 ON_TIME", "e1@1 ON_TIME", "e2@1 ON_TIME", "new2@0 ON_TIME", "new3@0 ON_TIME");
        harness.processWatermark(LAST_OF_MINUTE);
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    /** The snapshot holds the identities of the events e0 to e99 at noon. */
    @Test
    void remembersIdentitiesOfAnEarlierRelease() throws Exception {
        OperatorSubtaskState earlier = OperatorSnapshotUtil.readStateHandle(Path.of(DropDuplicatesTest.class
                        .getResource("drop-duplicates-128-key-groups.snapshot")
                        .toURI())
                .toString());
        harness.close();
        harness = harness(128);
        harness.initializeState(earlier);
        harness.open();
        for (int i = 0; i < 101; i++) {
            send("e" + i, NOON, i, Verdict.ON_TIME);
        }
        assertThat(passed()).containsExactly("e100@100 ON_TIME");
        harness.processWatermark(LAST_OF_MINUTE);
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    private void send(String id, long occurredAt, long offset, Verdict verdict) throws Exception {
        Event event = Event.build(c -> {
            c.accountId = "acme";
            c.eventId = id;
            c.occurredAt = occurredAt;
            c.kafkaOffset = offset;
        });
        harness.processElement(new StreamRecord<>(new Arrival(event, verdict)));
    }

    private List<String> passed() {
        return harness.extractOutputValues().stream()
                .map(arrival -> arrival.event().eventId() + "@"
                        + arrival.event().kafka().offset() + " " + arrival.verdict())
                .toList();
    }

    private static KeyedOneInputStreamOperatorTestHarness<IdentityBucket, Arrival, Arrival> harness(int keyGroups)
            throws Exception {
        return harness(new DropDuplicates(), keyGroups);
    }

    private static KeyedOneInputStreamOperatorTestHarness<IdentityBucket, Arrival, Arrival> harness(
            DropDuplicates operator, int keyGroups) throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                operator, new ByIdentity(keyGroups), TypeInformation.of(IdentityBucket.class), keyGroups, 1, 0);
    }
}
