package io.clickmill.job.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.contract.event.EventKind;
import io.clickmill.job.time.WindowSpread;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class CountWindowsTest {
    private static final int MAX_PARALLELISM = 128;
    private static final RollupKey ACME = new RollupKey("acme", Scope.ACCOUNT, "");
    private static final RollupKey SPRING = new RollupKey("acme", Scope.CAMPAIGN, "spring");

    @Test
    void firesAMinuteWithItsAbsoluteCountsOnce() throws Exception {
        try (Harness harness = open(1, 0, null)) {
            add(harness, ACME, "2024-05-01T12:00", 50);
            add(harness, ACME, "2024-05-01T12:00", 20);
            add(harness, ACME, "2024-05-01T12:01", 64);
            harness.processWatermark(at("2024-05-01T12:01") - 2);
            assertThat(fired(harness)).isEmpty();
            harness.processWatermark(at("2024-05-01T12:01") - 1);
            assertThat(fired(harness)).containsExactly("acme ACCOUNT  MINUTE 2024-05-01T12:00:00Z 70");
            harness.processWatermark(at("2024-05-01T12:02") - 1);
            assertThat(fired(harness)).containsExactly("acme ACCOUNT  MINUTE 2024-05-01T12:01:00Z 64");
        }
    }

    @Test
    void writesRowsBeforeTheWatermarkThatCompletesThem() throws Exception {
        try (Harness harness = open(1, 0, null)) {
            add(harness, ACME, "2024-05-01T12:00", 64);
            Watermark mark = new Watermark(at("2024-05-01T12:01") - 1);
            harness.processWatermark(mark);
            List<Object> output = new ArrayList<>(harness.getOutput());
            assertThat(output).hasSize(Dimension.of(Scope.ACCOUNT).size() + 1);
            assertThat(output.get(output.size() - 1)).isEqualTo(mark);
        }
    }

    @Test
    void movesMinutesIntoHoursAndHoursIntoDays() throws Exception {
        try (Harness harness = open(1, 0, null)) {
            add(harness, ACME, "2024-05-01T22:59", 10);
            add(harness, ACME, "2024-05-01T23:00", 30);
            add(harness, ACME, "2024-05-01T23:59", 70);
            add(harness, ACME, "2024-05-02T00:00", 64);
            harness.processWatermark(at("2024-05-01T23:59") - 1);
            assertThat(fired(harness)).isEmpty();
            // This watermark completes the last minute of the hour and of the day.
            harness.processWatermark(at("2024-05-02T00:00") - 1);
            assertThat(fired(harness))
                    .containsExactly(
                            "acme ACCOUNT  DAY 2024-05-01T00:00:00Z 110",
                            "acme ACCOUNT  HOUR 2024-05-01T23:00:00Z 100",
                            "acme ACCOUNT  MINUTE 2024-05-01T23:59:00Z 70");
            harness.processWatermark(at("2024-05-03T00:00"));
            assertThat(fired(harness))
                    .containsExactly(
                            "acme ACCOUNT  DAY 2024-05-02T00:00:00Z 64",
                            "acme ACCOUNT  HOUR 2024-05-02T00:00:00Z 64",
                            "acme ACCOUNT  MINUTE 2024-05-02T00:00:00Z 64");
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void firesTheSameRowsWhateverTheStepsOfTheWatermark() throws Exception {
        TreeSet<String> bySteps = new TreeSet<>();
        try (Harness harness = open(1, 0, null)) {
            for (int minute = 0; minute < 150; minute++) {
                addAt(harness, ACME, at("2024-05-01T22:45") + minute * 60_000L, 40 + minute % 50);
                harness.processWatermark(at("2024-05-01T22:45") + minute * 60_000L + 59_999);
                bySteps.addAll(fired(harness));
            }
            harness.processWatermark(Watermark.MAX_WATERMARK);
            bySteps.addAll(fired(harness));
        }
        try (Harness harness = open(1, 0, null)) {
            for (int minute = 0; minute < 150; minute++) {
                addAt(harness, ACME, at("2024-05-01T22:45") + minute * 60_000L, 40 + minute % 50);
            }
            harness.processWatermark(Watermark.MAX_WATERMARK);
            assertThat(fired(harness)).containsExactlyElementsOf(bySteps);
        }
        assertThat(bySteps).filteredOn(row -> row.contains(" DAY ")).hasSize(2);
        assertThat(bySteps).filteredOn(row -> row.contains(" HOUR ")).hasSize(4);
    }

    @Test
    void holdsAnEventThatIsAheadOfTimeUntilItsMinute() throws Exception {
        try (Harness harness = open(1, 0, null)) {
            add(harness, ACME, "2024-05-01T12:10", 64);
            add(harness, ACME, "2024-05-01T12:00", 64);
            harness.processWatermark(at("2024-05-01T12:01"));
            assertThat(fired(harness)).containsExactly("acme ACCOUNT  MINUTE 2024-05-01T12:00:00Z 64");
            harness.processWatermark(at("2024-05-01T12:11") - 1);
            assertThat(fired(harness)).containsExactly("acme ACCOUNT  MINUTE 2024-05-01T12:10:00Z 64");
        }
    }

    @Test
    void countsEachKeyByItself() throws Exception {
        try (Harness harness = open(1, 0, null)) {
            add(harness, ACME, "2024-05-01T12:00", 100);
            add(harness, SPRING, "2024-05-01T12:00", 80);
            add(harness, new RollupKey("globex", Scope.ACCOUNT, ""), "2024-05-01T12:00", 63);
            harness.processWatermark(at("2024-05-01T12:01"));
            assertThat(fired(harness))
                    .containsExactly(
                            "acme ACCOUNT  MINUTE 2024-05-01T12:00:00Z 100",
                            "acme CAMPAIGN spring MINUTE 2024-05-01T12:00:00Z 80");
        }
    }

    @Test
    void hasNoRowsForSmallBucketsButForTheirSum() throws Exception {
        try (Harness harness = open(1, 0, null)) {
            for (int minute = 10; minute < 15; minute++) {
                add(harness, ACME, "2024-05-01T12:" + minute, 20);
            }
            harness.processWatermark(at("2024-05-01T13:00") - 1);
            assertThat(fired(harness)).containsExactly("acme ACCOUNT  HOUR 2024-05-01T12:00:00Z 100");
        }
    }

    @Test
    void continuesInTheMiddleOfAMinuteAfterARestore() throws Exception {
        OperatorSubtaskState snapshot;
        try (Harness harness = open(1, 0, null)) {
            add(harness, ACME, "2024-05-01T12:57", 64);
            harness.processWatermark(at("2024-05-01T12:58") - 1);
            add(harness, ACME, "2024-05-01T12:58", 30);
            snapshot = harness.snapshot(1, 1);
            // These come after the snapshot, so they do not count after the restore.
            add(harness, ACME, "2024-05-01T12:58", 500);
        }
        try (Harness harness = open(1, 0, snapshot)) {
            add(harness, ACME, "2024-05-01T12:58", 40);
            // Watermarks start from below after a restore.
            harness.processWatermark(at("2024-05-01T12:50"));
            assertThat(fired(harness)).isEmpty();
            harness.processWatermark(at("2024-05-01T13:00") - 1);
            assertThat(fired(harness))
                    .containsExactly(
                            "acme ACCOUNT  HOUR 2024-05-01T12:00:00Z 134",
                            "acme ACCOUNT  MINUTE 2024-05-01T12:58:00Z 70");
        }
    }

    @Test
    void continuesWithTwoSubtasksAfterOne() throws Exception {
        List<RollupKey> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            keys.add(new RollupKey("acme", Scope.LINK, "l" + i));
        }
        OperatorSubtaskState snapshot;
        try (Harness harness = open(1, 0, null)) {
            for (RollupKey key : keys) {
                add(harness, key, "2024-05-01T12:00", 64);
                add(harness, key, "2024-05-01T12:01", 1);
            }
            harness.processWatermark(at("2024-05-01T12:01"));
            snapshot = harness.snapshot(1, 1);
        }
        List<String> fired = new ArrayList<>();
        for (int subtask = 0; subtask < 2; subtask++) {
            OperatorSubtaskState share = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    snapshot, MAX_PARALLELISM, 1, 2, subtask);
            try (Harness harness = open(2, subtask, share)) {
                harness.processWatermark(at("2024-05-01T13:00") - 1);
                List<String> some = fired(harness);
                assertThat(some).isNotEmpty();
                fired.addAll(some);
            }
        }
        assertThat(fired)
                .containsExactlyInAnyOrderElementsOf(keys.stream()
                        .map(key -> "acme LINK " + key.scopeId() + " HOUR 2024-05-01T12:00:00Z 65")
                        .toList());
    }

    @Test
    void firesTheSameRowsWheneverLargePartsAreMerged() throws Exception {
        assertThat(rowsOfLargeParts(0)).isEqualTo(rowsOfLargeParts(Long.MAX_VALUE));
    }

    /** The dimension stays marked in the hour and the day, although these get parts that would fit. */
    @Test
    void marksTheDimensionThatTakesTooMuchMemory() throws Exception {
        try (Harness harness = new Harness(new CountWindows(WindowSpread.NONE, 0, 200_000))) {
            harness.open();
            addLargeParts(harness, 0);
            add(harness, ACME, "2024-05-01T12:03", 64);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            List<RollupRow> rows = harness.extractOutputValues();
            assertThat(rows)
                    .filteredOn(RollupRow::overflow)
                    .extracting(row -> row.dimension() + " " + row.granularity() + " " + row.values().length)
                    .containsExactlyInAnyOrder(
                            "CITY MINUTE 0", "CITY MINUTE 0", "CITY MINUTE 0", "CITY HOUR 0", "CITY DAY 0");
            assertThat(rows)
                    .filteredOn(row -> row.dimension() == Dimension.COUNTRY && row.granularity() == Granularity.DAY)
                    .extracting(row -> row.numbers(Measure.CLICKS)[0])
                    .containsExactly(12 * 200 + 64L);
        }
    }

    /** The rows of three minutes with parts of some 20 KB, and of their hour and day. A restart comes in between. */
    private static List<String> rowsOfLargeParts(long maxUnmergedBytes) throws Exception {
        OperatorSubtaskState snapshot;
        try (Harness harness = new Harness(new CountWindows(WindowSpread.NONE, maxUnmergedBytes, Long.MAX_VALUE))) {
            harness.open();
            addLargeParts(harness, 0);
            snapshot = harness.snapshot(1, 1);
        }
        try (Harness harness = new Harness(new CountWindows(WindowSpread.NONE, maxUnmergedBytes, Long.MAX_VALUE))) {
            harness.initializeState(snapshot);
            harness.open();
            addLargeParts(harness, 1_000);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            return harness.extractOutputValues().stream()
                    .map(row -> row.granularity() + " " + row.bucketStart() + " " + row.dimension() + " "
                            + Arrays.toString(row.values()) + Arrays.toString(row.numbers(Measure.CLICKS))
                            + Arrays.toString(row.uniquesEstimates()))
                    .sorted()
                    .toList();
        }
    }

    private static void addLargeParts(Harness harness, int firstCity) throws Exception {
        for (int part = 0; part < 12; part++) {
            Tally tally = new Tally(Scope.ACCOUNT);
            for (int i = 0; i < 200; i++) {
                String[] values = new String[Dimension.values().length];
                Arrays.fill(values, "");
                values[Dimension.CITY.ordinal()] = "city ".repeat(20) + (firstCity + part * 20 + i);
                tally.add(new CountedEvent(values, EventKind.CLICK, i + 1, 0));
            }
            byte[] bytes = PackedTally.of(tally).bytes();
            assertThat(bytes).hasSizeGreaterThan(1 << 14);
            long minute = at("2024-05-01T12:00") + part % 3 * 60_000L;
            harness.processElement(new StreamRecord<>(new PartialCount(ACME, minute, bytes)));
        }
    }

    private static final class Harness
            extends KeyedOneInputStreamOperatorTestHarness<RollupKey, PartialCount, RollupRow> {
        /** On RocksDB, as in production. */
        Harness(CountWindows windows) throws Exception {
            super(windows, PartialCount::key, TypeInformation.of(RollupKey.class), MAX_PARALLELISM, 1, 0);
            setStateBackend(new EmbeddedRocksDBStateBackend(false));
            setup(TypeInformation.of(RollupRow.class)
                    .createSerializer(getExecutionConfig().getSerializerConfig()));
        }

        Harness(int subtasks, int subtask) throws Exception {
            super(
                    new CountWindows(WindowSpread.NONE),
                    PartialCount::key,
                    TypeInformation.of(RollupKey.class),
                    MAX_PARALLELISM,
                    subtasks,
                    subtask);
        }
    }

    private static Harness open(int subtasks, int subtask, OperatorSubtaskState state) throws Exception {
        Harness harness = new Harness(subtasks, subtask);
        harness.setup(TypeInformation.of(RollupRow.class)
                .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    private static void add(Harness harness, RollupKey key, String minute, int events) throws Exception {
        addAt(harness, key, at(minute), events);
    }

    private static void addAt(Harness harness, RollupKey key, long minuteStart, int events) throws Exception {
        harness.processElement(new StreamRecord<>(clicks(key, minuteStart, events)));
    }

    /** Clicks of a visitor each, without any values. */
    static PartialCount clicks(RollupKey key, long minuteStart, int clicks) {
        Tally tally = new Tally(key.scope());
        String[] values = new String[Dimension.values().length];
        Arrays.fill(values, "");
        for (int i = 0; i < clicks; i++) {
            tally.add(new CountedEvent(values, EventKind.CLICK, i + 1, 0));
        }
        return new PartialCount(key, minuteStart, PackedTally.of(tally).bytes());
    }

    /** The total of each bucket that has fired, sorted; every row comes once. */
    private static List<String> fired(Harness harness) {
        List<String> totals = new ArrayList<>();
        TreeSet<String> keys = new TreeSet<>();
        for (RollupRow row : harness.extractOutputValues()) {
            RollupKey key = row.key();
            String bucket = key.accountId() + " " + key.scope() + " " + key.scopeId() + " " + row.granularity() + " "
                    + Instant.ofEpochMilli(row.bucketStart());
            assertThat(keys.add(bucket + row.dimension())).isTrue();
            if (row.dimension() == Dimension.TOTAL) {
                totals.add(bucket + " " + row.numbers(Measure.CLICKS)[0]);
            }
        }
        harness.getOutput().clear();
        return totals.stream().sorted().toList();
    }

    private static long at(String minute) {
        return Instant.parse(minute + ":00Z").toEpochMilli();
    }
}
