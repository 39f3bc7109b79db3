package io.clickmill.job.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.job.time.WindowSpread;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of the windows fire one after the other. */
class SpreadWindowsTest {
    private static final WindowSpread SPREAD = WindowSpread.STANDARD;
    private static final long START = Instant.parse("2024-05-01T22:58:00Z").toEpochMilli();
    private static final long MINUTE = Granularity.MINUTE.lengthMillis();

    private final TreeMap<String, Long> fired = new TreeMap<>();

    @Test
    void firesEachKeyOnceBetweenTheEndOfItsMinuteAndTheLargestDelay() throws Exception {
        List<Integer> keysBySecond = new ArrayList<>();
        try (Harness harness = open(SPREAD, null)) {
            for (int link = 0; link < 200; link++) {
                add(harness, link(link), START, 64);
            }
            long end = START + MINUTE;
            harness.processWatermark(end - 2);
            assertThat(take(harness)).isZero();
            for (int second = 0; second < 20; second++) {
                harness.processWatermark(end - 1 + (second + 1) * 1_000L - 1);
                keysBySecond.add(take(harness));
            }
        }
        assertThat(fired).hasSize(200);
        assertThat(keysBySecond).allMatch(keys -> keys > 0 && keys < 30);
    }

    @Test
    void passesOnTheWatermarkUpToWhichAllKeysHaveFired() throws Exception {
        try (Harness harness = open(SPREAD, null)) {
            harness.processWatermark(START + 20_000);
            harness.processWatermark(START + 20_001);
            assertThat(harness.getOutput()).containsExactly(new Watermark(START), new Watermark(START + 1));
        }
    }

    /** With restarts and partial counts of later minutes while the keys of an earlier one fire. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void firesTheSameRowsAsWithoutASpread(long seed) throws Exception {
        run(WindowSpread.NONE, seed);
        TreeMap<String, Long> expected = new TreeMap<>(fired);
        assertThat(expected).hasSizeGreaterThan(100);
        fired.clear();
        run(SPREAD, seed);
        assertThat(fired).isEqualTo(expected);
    }

    /** A release without a spread has written the checkpoint. */
    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8})
    void firesTheSameRowsFromACheckpointWithoutASpread(long seed) throws Exception {
        run(WindowSpread.NONE, seed);
        TreeMap<String, Long> expected = new TreeMap<>(fired);
        fired.clear();
        OperatorSubtaskState earlier;
        Random random = new Random(seed);
        try (Harness harness = open(WindowSpread.NONE, null)) {
            for (int step = 0; step < 200; step++) {
                step(harness, random, step);
            }
            take(harness);
            earlier = harness.snapshot(1, 1);
        }
        try (Harness harness = open(SPREAD, earlier)) {
            for (int step = 200; step < 600; step++) {
                step(harness, random, step);
            }
            harness.processWatermark(Watermark.MAX_WATERMARK);
            take(harness);
        }
        assertThat(fired).isEqualTo(expected);
    }

    /** Counts ten keys over two hours and midnight, with a restart every hundred steps. */
    private void run(WindowSpread spread, long seed) throws Exception {
        Random random = new Random(seed);
        OperatorSubtaskState state = null;
        for (int hundred = 0; hundred < 6; hundred++) {
            try (Harness harness = open(spread, state)) {
                for (int step = 100 * hundred; step < 100 * (hundred + 1); step++) {
                    step(harness, random, step);
                }
                if (hundred == 5) {
                    harness.processWatermark(Watermark.MAX_WATERMARK);
                }
                take(harness);
                state = harness.snapshot(1, 1);
            }
        }
    }

    /** Adds events of a minute that the watermark has not completed, and moves the watermark on by twelve seconds. */
    private static void step(Harness harness, Random random, int step) throws Exception {
        long watermark = START + step * 12_000L;
        long minute = Granularity.MINUTE.floor(watermark + 1) + random.nextInt(3) * MINUTE;
        add(harness, link(random.nextInt(10)), minute, 10 + random.nextInt(100));
        harness.processWatermark(watermark + random.nextInt(12_000));
    }

    private static RollupKey link(int number) {
        return new RollupKey("acme", Scope.LINK, "l" + number);
    }

    private static void add(Harness harness, RollupKey key, long minuteStart, int events) throws Exception {
        harness.processElement(new StreamRecord<>(CountWindowsTest.clicks(key, minuteStart, events)));
    }

    /** Moves the totals of the rows that have fired to the others, and returns their number. No row comes twice. */
    private int take(Harness harness) {
        int totals = 0;
        for (RollupRow row : harness.extractOutputValues()) {
            if (row.dimension() == Dimension.TOTAL) {
                String bucket =
                        row.key().scopeId() + " " + row.granularity() + " " + Instant.ofEpochMilli(row.bucketStart());
                assertThat(fired.put(bucket, row.numbers(Measure.CLICKS)[0]))
                        .as(bucket)
                        .isNull();
                totals++;
            }
        }
        harness.getOutput().clear();
        return totals;
    }

    private static final class Harness
            extends KeyedOneInputStreamOperatorTestHarness<RollupKey, PartialCount, RollupRow> {
        Harness(WindowSpread spread) throws Exception {
            super(new CountWindows(spread), PartialCount::key, TypeInformation.of(RollupKey.class), 128, 1, 0);
            setup(TypeInformation.of(RollupRow.class)
                    .createSerializer(getExecutionConfig().getSerializerConfig()));
        }
    }

    private static Harness open(WindowSpread spread, OperatorSubtaskState state) throws Exception {
        Harness harness = new Harness(spread);
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }
}
