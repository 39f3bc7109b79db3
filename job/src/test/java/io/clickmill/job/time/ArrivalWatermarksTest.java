package io.clickmill.job.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.ParsedRecord;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.contract.event.RejectedClick;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkOutputMultiplexer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArrivalWatermarksTest {
    private static final long NOW = 1_714_564_800_000L;
    private static final Lateness LATENESS = Lateness.DEFAULT;

    /** Clock of the input activity, which stands still where the test simulates backpressure. */
    private final ManualClock activity = new ManualClock(5);

    private final WallClock wall = new WallClock(NOW);
    private final Emitted emitted = new Emitted();
    private final ArrivalWatermarks watermarks = new ArrivalWatermarks(LATENESS, wall);

    private WatermarkGenerator<ParsedRecord> reader;

    @BeforeEach
    void createTheGeneratorOfTheReaderFirstAsFlinkDoes() {
        reader = watermarks.createWatermarkGenerator(context());
    }

    @Test
    void isSilentForTheReaderWhileThereArePartitions() {
        watermarks.createWatermarkGenerator(context());
        pass(Duration.ofHours(1));
        reader.onPeriodicEmit(emitted);
        assertThat(emitted.marks).isEmpty();
    }

    @Test
    void followsTheClockForAReaderWithoutPartitionsAfterAMinute() {
        pass(Duration.ofSeconds(60).minusNanos(1));
        reader.onPeriodicEmit(emitted);
        assertThat(emitted.marks).isEmpty();
        pass(Duration.ofNanos(1));
        reader.onPeriodicEmit(emitted);
        assertThat(emitted.marks).containsExactly(LATENESS.watermark(wall.millis()));
    }

    @Test
    void becomesSilentForTheReaderOnceItGetsAPartition() {
        pass(Duration.ofMinutes(2));
        watermarks.createWatermarkGenerator(context());
        reader.onPeriodicEmit(emitted);
        assertThat(emitted.marks).isEmpty();
    }

    @Test
    void refusesRecordsForTheReader() {
        assertThatThrownBy(() -> reader.onEvent(arrivedAt(NOW), NOW, emitted))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void emitsNothingForAPartitionBeforeItsFirstRecordOrQuiet() {
        WatermarkGenerator<ParsedRecord> partition = watermarks.createWatermarkGenerator(context());
        pass(ArrivalWatermarks.QUIET_AFTER.minusNanos(1));
        partition.onPeriodicEmit(emitted);
        assertThat(emitted.marks).isEmpty();
        pass(Duration.ofNanos(1));
        partition.onPeriodicEmit(emitted);
        assertThat(emitted.marks).containsExactly(LATENESS.watermark(wall.millis()));
    }

    @Test
    void followsTheNewestArrivalOfAPartition() {
        WatermarkGenerator<ParsedRecord> partition = watermarks.createWatermarkGenerator(context());
        partition.onEvent(arrivedAt(1_000_000), 0, emitted);
        partition.onEvent(arrivedAt(3_000_000), 0, emitted);
        partition.onEvent(arrivedAt(2_000_000), 0, emitted);
        partition.onPeriodicEmit(emitted);
        assertThat(emitted.marks).containsExactly(LATENESS.watermark(3_000_000));
    }

    @Test
    void followsRejectedRecordsToo() {
        WatermarkGenerator<ParsedRecord> partition = watermarks.createWatermarkGenerator(context());
        RejectedClick rejected =
                new RejectedClick(RejectReason.EMPTY_RECORD, "", null, null, "clicks", 0, 0, 4_000_000);
        partition.onEvent(ParsedRecord.of(rejected), 0, emitted);
        partition.onPeriodicEmit(emitted);
        assertThat(emitted.marks).containsExactly(LATENESS.watermark(4_000_000));
    }

    @Test
    void ignoresClientsTimesButIsNotQuietWhileSuchRecordsArrive() {
        WatermarkGenerator<ParsedRecord> partition = watermarks.createWatermarkGenerator(context());
        partition.onEvent(arrivedAt(NOW - 30_000), 0, emitted);
        RejectedClick rejected =
                new RejectedClick(RejectReason.CLIENT_TIME, "", null, null, "clicks", 0, 0, 4_102_444_800_000L);
        for (int second = 0; second < 15; second++) {
            pass(Duration.ofSeconds(1));
            partition.onEvent(ParsedRecord.of(rejected), 0, emitted);
            partition.onPeriodicEmit(emitted);
        }
        assertThat(emitted.marks).hasSize(15).containsOnly(LATENESS.watermark(NOW - 30_000));
        pass(ArrivalWatermarks.QUIET_AFTER);
        partition.onPeriodicEmit(emitted);
        assertThat(emitted.marks.get(15)).isEqualTo(LATENESS.watermark(wall.millis()));
    }

    @Test
    void followsTheClockAfterTenQuietSecondsAndTheArrivalsAgainAfterwards() {
        WatermarkGenerator<ParsedRecord> partition = watermarks.createWatermarkGenerator(context());
        partition.onEvent(arrivedAt(NOW), 0, emitted);
        pass(Duration.ofSeconds(10));
        partition.onPeriodicEmit(emitted);
        partition.onEvent(arrivedAt(NOW + 30_000), 0, emitted);
        partition.onPeriodicEmit(emitted);
        assertThat(emitted.marks).containsExactly(LATENESS.watermark(NOW + 10_000), LATENESS.watermark(NOW + 30_000));
    }

    @Test
    void doesNotMistakeBackpressureForSilence() {
        WatermarkGenerator<ParsedRecord> partition = watermarks.createWatermarkGenerator(context());
        partition.onEvent(arrivedAt(NOW - 3_600_000), 0, emitted);
        wall.now += 600_000;
        partition.onPeriodicEmit(emitted);
        assertThat(emitted.marks).containsExactly(LATENESS.watermark(NOW - 3_600_000));
    }

    @Test
    void neverGoesBackAndWaitsForTheSlowestPartition() {
        WatermarkOutputMultiplexer flink = new WatermarkOutputMultiplexer(emitted);
        WatermarkGenerator<ParsedRecord> quick = partition(flink, "quick");
        WatermarkGenerator<ParsedRecord> slow = partition(flink, "slow");
        WatermarkOutput quickOutput = flink.getDeferredOutput("quick");
        WatermarkOutput slowOutput = flink.getDeferredOutput("slow");

        quick.onEvent(arrivedAt(NOW), 0, quickOutput);
        quick.onPeriodicEmit(quickOutput);
        slow.onPeriodicEmit(slowOutput);
        flink.onPeriodicEmit();
        assertThat(emitted.marks).isEmpty();

        pass(Duration.ofSeconds(10));
        quick.onPeriodicEmit(quickOutput);
        slow.onPeriodicEmit(slowOutput);
        flink.onPeriodicEmit();
        // This record was appended before its partition began to follow the clock.
        slow.onEvent(arrivedAt(NOW + 1_000), 0, slowOutput);
        slow.onPeriodicEmit(slowOutput);
        flink.onPeriodicEmit();
        assertThat(emitted.marks).containsExactly(LATENESS.watermark(NOW + 10_000));
    }

    @Test
    void countsGeneratorsForEachSubtaskAsItIsCopiedByItsBytes() throws Exception {
        watermarks.createWatermarkGenerator(context());
        ArrivalWatermarks shipped = InstantiationUtil.clone(new ArrivalWatermarks(LATENESS, Clock.systemUTC()));
        WatermarkGenerator<ParsedRecord> first = shipped.createWatermarkGenerator(context());
        assertThatThrownBy(() -> first.onEvent(arrivedAt(0), 0, emitted)).isInstanceOf(IllegalStateException.class);
    }

    private WatermarkGenerator<ParsedRecord> partition(WatermarkOutputMultiplexer flink, String name) {
        flink.registerNewOutput(name, new WatermarkOutputMultiplexer.WatermarkUpdateListener() {
            @Override
            public void onWatermarkUpdate(long watermark) {}

            @Override
            public void onIdleUpdate(boolean idle) {
                assertThat(idle).isFalse();
            }
        });
        return watermarks.createWatermarkGenerator(context());
    }

    private void pass(Duration duration) {
        activity.advanceTime(duration);
        wall.now += duration.toMillis();
    }

    private static ParsedRecord arrivedAt(long appendedAt) {
        return ParsedRecord.of(Event.build(c -> c.appendedAt = appendedAt));
    }

    private WatermarkGeneratorSupplier.Context context() {
        return new WatermarkGeneratorSupplier.Context() {
            @Override
            public MetricGroup getMetricGroup() {
                return new UnregisteredMetricsGroup();
            }

            @Override
            public RelativeClock getInputActivityClock() {
                return activity;
            }
        };
    }

    private static final class Emitted implements WatermarkOutput {
        final List<Long> marks = new ArrayList<>();

        @Override
        public void emitWatermark(Watermark watermark) {
            marks.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
            throw new AssertionError("nothing is ever idle");
        }

        @Override
        public void markActive() {}
    }

    private static final class WallClock extends Clock implements Serializable {
        private static final long serialVersionUID = 1;
        private long now;

        WallClock(long now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
