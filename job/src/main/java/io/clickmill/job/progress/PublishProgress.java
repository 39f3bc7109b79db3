package io.clickmill.job.progress;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what is complete and durable. Its input is every change of the balance, and the watermark up to which the windows have counted. What it
 * has seen when a barrier passes is published once that checkpoint has completed, because all sinks have flushed by
 * then.
 *
 * <p>It runs with parallelism 1.
 */
public final class PublishProgress extends AbstractStreamOperator<Void>
        implements OneInputStreamOperator<BalanceChange, Void> {
    private static final long serialVersionUID = 1;

    /**
     * Wait before a retry of the maintenance. Minutes without a partition of their own go to a common one, so this is
     * not urgent.
     */
    private static final Duration MAINTENANCE_RETRY = Duration.ofMinutes(1);

    /**
     * Lock wait of the first try, doubled by each failure: readers in quick succession may leave no gap within a
     * shorter wait.
     */
    private static final Duration LOCK_WAIT = Duration.ofMillis(200);

    /** The maximum lock wait. It is short, because every new reader has to wait as long. */
    private static final Duration MAX_LOCK_WAIT = Duration.ofSeconds(2);

    /** Metric: consecutive tries that met a conflicting lock; 0 when the partitions are as they should be. */
    private static final String MAINTENANCE_FAILURES = "clickmill_partition_maintenance_failures";

    /** Watermark and balance at a barrier. */
    public record Snapshot(long watermark, BalanceChange balance) {}

    private final ProgressStore.Factory stores;
    private final Clock clock;

    private transient @Nullable ProgressStore store;
    private transient @Nullable ListState<Snapshot> state;
    private transient TreeMap<Long, Snapshot> byCheckpoint = new TreeMap<>();
    private transient long watermark;
    private transient BalanceChange balance = BalanceChange.NONE;
    private transient @Nullable LocalDate maintainedFor;
    private transient Instant nextMaintenance = Instant.MIN;
    private transient volatile int maintenanceFailures;

    public PublishProgress(ProgressStore.Factory stores, Clock clock) {
        this.stores = stores;
        this.clock = clock;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        byCheckpoint = new TreeMap<>();
        watermark = Long.MIN_VALUE;
        balance = BalanceChange.NONE;
        nextMaintenance = Instant.MIN;
        state = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("progress", TypeInformation.of(Snapshot.class)));
        for (Snapshot snapshot : state.get()) {
            watermark = snapshot.watermark();
            balance = snapshot.balance();
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        store = stores.open();
        getMetricGroup().gauge(MAINTENANCE_FAILURES, () -> maintenanceFailures);
        maintainPartitions();
    }

    @Override
    public void processElement(StreamRecord<BalanceChange> element) {
        balance = balance.plus(element.getValue());
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        // After a restore, watermarks start below the restored one.
        watermark = Math.max(watermark, mark.getTimestamp());
        super.processWatermark(mark);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        // Log and rollups flush at the barrier, and the barrier has passed them on every path to this operator.
        Objects.requireNonNull(store).setFlushed(run(), context.getCheckpointId());
        Snapshot snapshot = new Snapshot(watermark, balance);
        byCheckpoint.put(context.getCheckpointId(), snapshot);
        ListState<Snapshot> list = Objects.requireNonNull(state);
        list.clear();
        list.add(snapshot);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        Snapshot completed = byCheckpoint.get(checkpointId);
        if (completed != null) {
            Objects.requireNonNull(store)
                    .publish(run(), checkpointId, completed.watermark(), completed.balance(), clock.instant());
            // Older checkpoints are subsumed: their notification may never come.
            byCheckpoint.headMap(checkpointId, true).clear();
        }
        maintainPartitions();
    }

    private RunId run() {
        return RunId.of(getContainingTask().getEnvironment().getExecutionId());
    }

    private void maintainPartitions() throws Exception {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (today.equals(maintainedFor) || now.isBefore(nextMaintenance)) {
            return;
        }
        if (Objects.requireNonNull(store).partitions().maintain(today, lockWait())) {
            maintainedFor = today;
            maintenanceFailures = 0;
        } else {
            maintenanceFailures++;
            LOG.warn(
                    "a conflicting lock kept partitions from being created or dropped {} times; next try in {}, see pg_locks",
                    maintenanceFailures,
                    MAINTENANCE_RETRY);
            nextMaintenance = now.plus(MAINTENANCE_RETRY);
        }
    }

    private Duration lockWait() {
        Duration doubled = LOCK_WAIT.multipliedBy(1L << Math.min(maintenanceFailures, 10));
        return doubled.compareTo(MAX_LOCK_WAIT) < 0 ? doubled : MAX_LOCK_WAIT;
    }

    @Override
    public void close() throws Exception {
        if (store != null) {
            store.close();
        }
        super.close();
    }
}
