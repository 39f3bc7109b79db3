package io.clickmill.job.time;

import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.ParsedRecord;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.contract.event.RejectedClick;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.util.clock.RelativeClock;

/**
 * Watermarks from arrival times, for each Kafka partition by itself: the newest arrival less lateness and skew. A
 * partition without records for {@link #QUIET_AFTER} follows the clock instead. Nothing is ever marked idle, because
 * idle inputs made windows refuse on-time events after a quiet period (FLINK-40475, FLINK-40504).
 *
 * <p>Quiet time is measured on the input activity clock, which stands still under backpressure. A job that a slow
 * database blocks must not mistake its unread backlog for silence.
 */
public final class ArrivalWatermarks implements WatermarkStrategy<ParsedRecord> {
    private static final long serialVersionUID = 1;

    /** Time without records after which a partition follows the clock. */
    public static final Duration QUIET_AFTER = Duration.ofSeconds(10);

    private final Lateness lateness;
    private final Clock clock;

    /** Number of generators created for this subtask. Flink calls the supplier of a subtask from one thread only. */
    private transient int generators;

    /**
     * Time without partitions after which a reader follows the clock, as there are more readers than partitions. Before
     * that, it may just not have been given its partitions yet, which takes as long as Kafka takes to answer.
     */
    public static final Duration WITHOUT_PARTITION_AFTER = Duration.ofMinutes(1);

    /**
     * @param clock the wall clock; its class must be serializable, as the standard implementations of {@link Clock} are
     */
    public ArrivalWatermarks(Lateness lateness, Clock clock) {
        this.lateness = lateness;
        this.clock = clock;
    }

    @Override
    public WatermarkGenerator<ParsedRecord> createWatermarkGenerator(WatermarkGeneratorSupplier.Context context) {
        // Flink creates the first generator for the reader as a whole and then one for each partition, and merges the
        // first with the others by maximum. No record ever reaches the first one. It must be silent as long as there
        // are partitions: if it followed the clock, it would overtake a partition with a backlog.
        boolean ofWholeReader = generators++ == 0;
        RelativeClock activity = context.getInputActivityClock();
        return ofWholeReader ? new OfReader(activity) : new OfPartition(activity);
    }

    @Override
    public TimestampAssigner<ParsedRecord> createTimestampAssigner(TimestampAssignerSupplier.Context context) {
        return (record, kafkaTimestamp) -> {
            Event event = record.event();
            return event == null ? appendedAt(record) : event.occurredAt();
        };
    }

    private static long appendedAt(ParsedRecord record) {
        Event event = record.event();
        return event == null
                ? Objects.requireNonNull(record.rejected()).appendedAt()
                : event.kafka().appendedAt();
    }

    /** Whether the record has a time of arrival. Without one it does not say what is complete. */
    private static boolean hasArrivalTime(ParsedRecord record) {
        RejectedClick rejected = record.rejected();
        return rejected == null || rejected.reason() != RejectReason.CLIENT_TIME;
    }

    private final class OfReader implements WatermarkGenerator<ParsedRecord> {
        private final RelativeClock activity;
        private final long startNanos;

        OfReader(RelativeClock activity) {
            this.activity = activity;
            this.startNanos = activity.relativeTimeNanos();
        }

        @Override
        public void onEvent(ParsedRecord record, long timestamp, WatermarkOutput output) {
            throw new IllegalStateException("a record without a partition: " + record);
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            boolean hasPartitions = generators > 1;
            if (!hasPartitions && activity.relativeTimeNanos() - startNanos >= WITHOUT_PARTITION_AFTER.toNanos()) {
                output.emitWatermark(new Watermark(lateness.watermark(clock.millis())));
            }
        }
    }

    private final class OfPartition implements WatermarkGenerator<ParsedRecord> {
        private final RelativeClock activity;
        private long newestArrival = Long.MIN_VALUE;
        private long quietSinceNanos;

        OfPartition(RelativeClock activity) {
            this.activity = activity;
            this.quietSinceNanos = activity.relativeTimeNanos();
        }

        @Override
        public void onEvent(ParsedRecord record, long timestamp, WatermarkOutput output) {
            // A partition that delivers anything is not quiet: its unread records may be old.
            quietSinceNanos = activity.relativeTimeNanos();
            if (hasArrivalTime(record)) {
                newestArrival = Math.max(newestArrival, appendedAt(record));
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            if (activity.relativeTimeNanos() - quietSinceNanos >= QUIET_AFTER.toNanos()) {
                output.emitWatermark(new Watermark(lateness.watermark(clock.millis())));
            } else if (newestArrival != Long.MIN_VALUE) {
                output.emitWatermark(new Watermark(lateness.watermark(newestArrival)));
            }
        }
    }
}
