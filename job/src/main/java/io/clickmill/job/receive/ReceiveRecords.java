package io.clickmill.job.receive;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.ParsedRecord;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.contract.event.RejectedClick;
import io.clickmill.job.JobCounter;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.progress.ProgressStore;
import io.clickmill.job.progress.RestoredCheckpoint;
import io.clickmill.job.progress.RunId;
import io.clickmill.job.time.Lateness;
import io.clickmill.job.time.WindowSpread;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Counts every record, routes rejected ones to a side output and gives each click its {@link Verdict}. It also sets the
 * tables back to the checkpoint from which the job is restored, before any record or watermark can pass.
 *
 * <p>The restored watermark is the minimum of what all subtasks had when the checkpoint's barrier passed them. With
 * aligned checkpoints, the windows had this watermark when the barrier passed them. So they had all on-time events of
 * the minutes up to it, and had counted them up to {@link WindowSpread#counted}. No window can count before {@link
 * #initializeState} of every subtask is done, as a watermark needs all of them.
 *
 * <p>The watermark at the end of the input ends here. It would close windows that are not over and still lack events,
 * and the state of {@code stop --drain} could not bring them back.
 */
public final class ReceiveRecords extends AbstractStreamOperator<Arrival>
        implements OneInputStreamOperator<ParsedRecord, Arrival> {
    private static final long serialVersionUID = 1;

    /** Rejected records, on their way to topic {@code clicks.rejected}. */
    public static final OutputTag<RejectedClick> REJECTED =
            new OutputTag<>("rejected", TypeInformation.of(RejectedClick.class));

    /** The records received and rejected since the last barrier. */
    public static final OutputTag<BalanceChange> BALANCE =
            new OutputTag<>("received", TypeInformation.of(BalanceChange.class));

    private final Lateness lateness;
    private final WindowSpread spread;
    private final ProgressStore.Factory progressStores;
    private final boolean rebuildWithoutState;

    /** The offset of the last click that was read from a partition. */
    public record Position(int partition, long offset) {}

    /**
     * A marker stored in every checkpoint. It tells a checkpoint before the first record from a checkpoint of an
     * earlier release, which stored no positions. Without it, both would restore as an empty list.
     */
    private static final Position KNOWN = new Position(-1, -1);

    private transient @Nullable ListState<Long> watermarks;
    private transient @Nullable ListState<Position> positions;
    private transient @Nullable ListState<String> runs;
    private transient Map<Integer, Long> read = new HashMap<>();
    private transient long watermark;
    private transient long restoredWatermark;
    private transient long received;
    private transient Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);
    private transient Counter receivedCounter = new SimpleCounter();
    private transient Counter lateCounter = new SimpleCounter();
    private transient Map<RejectReason, Counter> rejectedByReason = Map.of();

    /** @param rebuildWithoutState passed to {@link ProgressStore#startWithoutState} */
    public ReceiveRecords(
            Lateness lateness, WindowSpread spread, ProgressStore.Factory progressStores, boolean rebuildWithoutState) {
        this.lateness = lateness;
        this.spread = spread;
        this.progressStores = progressStores;
        this.rebuildWithoutState = rebuildWithoutState;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        watermarks = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("watermarks", TypeInformation.of(Long.class)));
        positions = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("positions", TypeInformation.of(Position.class)));
        read = newest(positions.get());
        runs = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("run", TypeInformation.of(String.class)));
        RunId run = run();
        restoredWatermark = least(watermarks.get());
        try (ProgressStore store = progressStores.open()) {
            if (context.isRestored()) {
                long checkpointId = context.getRestoredCheckpointId().orElseThrow();
                store.restore(
                        run,
                        new RestoredCheckpoint(checkpointId, madeBy(runs.get())),
                        spread.counted(restoredWatermark),
                        restoredWatermark,
                        read);
                read.remove(KNOWN.partition());
            } else {
                store.startWithoutState(run, rebuildWithoutState);
            }
        }
        watermark = restoredWatermark;
    }

    private RunId run() {
        return RunId.of(getContainingTask().getEnvironment().getExecutionId());
    }

    /** The run that made the checkpoint, which all subtasks stored; null in a checkpoint of an earlier release. */
    private static @Nullable RunId madeBy(Iterable<String> runs) {
        Iterator<String> ids = runs.iterator();
        return ids.hasNext() ? new RunId(ids.next()) : null;
    }

    /**
     * The newest position by partition, including {@link #KNOWN}; empty only for a checkpoint that has no positions.
     */
    private static Map<Integer, Long> newest(Iterable<Position> positions) {
        Map<Integer, Long> newest = new HashMap<>();
        for (Position position : positions) {
            newest.merge(position.partition(), position.offset(), Math::max);
        }
        return newest;
    }

    private static long least(Iterable<Long> watermarks) {
        long least = Long.MAX_VALUE;
        for (long watermark : watermarks) {
            least = Math.min(least, watermark);
        }
        return least == Long.MAX_VALUE ? Long.MIN_VALUE : least;
    }

    @Override
    public void open() throws Exception {
        super.open();
        receivedCounter = JobCounter.RECEIVED.in(getMetricGroup());
        lateCounter = JobCounter.LATE.in(getMetricGroup());
        rejected = new EnumMap<>(RejectReason.class);
        rejectedByReason = new EnumMap<>(RejectReason.class);
        for (RejectReason reason : RejectReason.values()) {
            rejectedByReason.put(reason, JobCounter.REJECTED.in(getMetricGroup(), reason.word()));
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        ListState<Long> state = Objects.requireNonNull(watermarks);
        state.clear();
        state.add(watermark);
        ListState<Position> offsets = Objects.requireNonNull(positions);
        offsets.clear();
        offsets.add(KNOWN);
        for (Map.Entry<Integer, Long> position : read.entrySet()) {
            offsets.add(new Position(position.getKey(), position.getValue()));
        }
        ListState<String> made = Objects.requireNonNull(runs);
        made.clear();
        made.add(run().value());
    }

    @Override
    public void processElement(StreamRecord<ParsedRecord> element) {
        received++;
        ParsedRecord record = element.getValue();
        Event event = record.event();
        if (event != null) {
            read.put(event.kafka().partition(), event.kafka().offset());
            output.collect(element.replace(new Arrival(event, verdict(event))));
        } else {
            RejectedClick rejection = Objects.requireNonNull(record.rejected());
            rejected.merge(rejection.reason(), 1L, Long::sum);
            Objects.requireNonNull(rejectedByReason.get(rejection.reason())).inc();
            output.collect(REJECTED, new StreamRecord<>(rejection));
        }
    }

    private Verdict verdict(Event event) {
        boolean late = lateness.isLate(event.occurredAt(), event.kafka().appendedAt())
                || Granularity.MINUTE.lastMilli(event.occurredAt()) <= restoredWatermark;
        if (late) {
            lateCounter.inc();
        }
        return late ? Verdict.LATE : Verdict.ON_TIME;
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() != Long.MAX_VALUE) {
            watermark = Math.max(watermark, mark.getTimestamp());
            super.processWatermark(mark);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        emitBalance();
    }

    @Override
    public void finish() throws Exception {
        emitBalance();
        super.finish();
    }

    private void emitBalance() {
        if (received > 0) {
            receivedCounter.inc(received);
            output.collect(BALANCE, new StreamRecord<>(BalanceChange.received(received, rejected)));
            received = 0;
            rejected = new EnumMap<>(RejectReason.class);
        }
    }
}
