package io.clickmill.job.dedup;

import io.clickmill.contract.Granularity;
import io.clickmill.job.JobCounter;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Passes the first on-time copy of an event and drops the others. Identities are kept until the watermark completes
 * their minute. After that a copy can only be late or refused, and meets the event's key in the log. Late arrivals pass
 * without a check, but under the same key as on-time copies, so that a single subtask writes all copies of an event.
 *
 * <p>An on-time arrival whose minute is already complete is refused here, before the windows. The watermark here is
 * never behind that of the windows, so every click that passes is counted.
 *
 * <p>The identities of the open minutes are in memory, some 70 bytes each. A checkpoint appends the new ones to the
 * state of their bucket. A bucket is read from its state when its first event comes after a restart, or after a checkpoint
 * that has removed too many from memory.
 */
public final class DropDuplicates extends AbstractStreamOperator<Arrival>
        implements OneInputStreamOperator<Arrival, Arrival>, Triggerable<IdentityBucket, VoidNamespace> {
    private static final long serialVersionUID = 2;

    /** The copies that were dropped since the last barrier. */
    public static final OutputTag<BalanceChange> BALANCE =
            new OutputTag<>("duplicates", TypeInformation.of(BalanceChange.class));

    /** The name that Flink gives to the timers of a process function, which this operator was in earlier releases. */
    private static final String TIMERS = "user-timers";

    /**
     * If there are more identities than this (140 MB), a checkpoint removes them from memory. There may be as many if
     * partitions are hours apart, because minutes then stay open for hours.
     */
    private static final int MAX_HELD = 2_000_000;

    private final int maxHeld;

    private transient ListState<EventIdentity> stored;
    private transient MapState<EventIdentity, Boolean> storedEarlier;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient Map<IdentityBucket, Bucket> open = new HashMap<>();
    private transient Counter refused = new SimpleCounter();
    private transient Counter dropped = new SimpleCounter();
    private transient long droppedSinceBarrier;

    /**
     * The identities of a bucket.
     *
     * @param unstored those that are not in the state yet
     */
    private record Bucket(Set<EventIdentity> all, List<EventIdentity> unstored) {
        boolean add(EventIdentity identity) {
            return all.add(identity) && unstored.add(identity);
        }
    }

    public DropDuplicates() {
        this(MAX_HELD);
    }

    DropDuplicates(int maxHeld) {
        this.maxHeld = maxHeld;
    }

    @Override
    public void open() throws Exception {
        super.open();
        refused = JobCounter.REFUSED.in(getMetricGroup());
        dropped = JobCounter.DUPLICATES_DROPPED.in(getMetricGroup());
        droppedSinceBarrier = 0;
        open = new HashMap<>();
        timers = getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
        stored = getKeyedStateStore()
                .getListState(new ListStateDescriptor<>("identities", TypeInformation.of(EventIdentity.class)));
        storedEarlier = getKeyedStateStore()
                .getMapState(new MapStateDescriptor<>(
                        "seen", TypeInformation.of(EventIdentity.class), TypeInformation.of(Boolean.class)));
    }

    @Override
    public void processElement(StreamRecord<Arrival> element) throws Exception {
        Arrival arrival = element.getValue();
        if (arrival.verdict() != Verdict.ON_TIME) {
            output.collect(element);
            return;
        }
        if (Granularity.MINUTE.lastMilli(arrival.event().occurredAt()) <= timers.currentWatermark()) {
            refused.inc();
            output.collect(element.replace(new Arrival(arrival.event(), Verdict.LATE)));
            return;
        }
        IdentityBucket key = (IdentityBucket) getCurrentKey();
        @Nullable Bucket bucket = open.get(key);
        if (bucket == null) {
            bucket = read();
            open.put(key, bucket);
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, Granularity.MINUTE.lastMilli(key.minuteStart()));
        }
        if (bucket.add(EventIdentity.of(arrival.event()))) {
            output.collect(element);
        } else {
            dropped.inc();
            droppedSinceBarrier++;
        }
    }

    /** What the state of the current key holds. An earlier release had an entry for each identity. */
    private Bucket read() throws Exception {
        Bucket bucket = new Bucket(new HashSet<>(), new ArrayList<>());
        for (EventIdentity identity : stored.get()) {
            bucket.all().add(identity);
        }
        for (EventIdentity identity : storedEarlier.keys()) {
            bucket.add(identity);
        }
        storedEarlier.clear();
        return bucket;
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        long held = 0;
        for (Map.Entry<IdentityBucket, Bucket> entry : open.entrySet()) {
            List<EventIdentity> unstored = entry.getValue().unstored();
            if (!unstored.isEmpty()) {
                setCurrentKey(entry.getKey());
                stored.addAll(unstored);
                unstored.clear();
            }
            held += entry.getValue().all().size();
        }
        if (held > maxHeld) {
            open.clear();
        }
        super.snapshotState(context);
    }

    @Override
    public void onEventTime(InternalTimer<IdentityBucket, VoidNamespace> timer) {
        open.remove(timer.getKey());
        stored.clear();
        storedEarlier.clear();
    }

    @Override
    public void onProcessingTime(InternalTimer<IdentityBucket, VoidNamespace> timer) {
        throw new IllegalStateException("identities have timers of event time only");
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
        if (droppedSinceBarrier > 0) {
            output.collect(BALANCE, new StreamRecord<>(BalanceChange.duplicates(droppedSinceBarrier)));
            droppedSinceBarrier = 0;
        }
    }
}
