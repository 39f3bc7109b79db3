package io.clickmill.job.count;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.time.WindowSpread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Tumbling windows of a minute, an hour and a day over event time for one key. A partial count is appended to its
 * minute, and nothing is read until the watermark completes the minute: then its parts are merged, give its rows, and
 * go into the hour, and so on to the day. Each window fires once, with absolute counts. Each key does so after a delay of
 * its own (see {@link WindowSpread}). The watermark that leaves this operator says up to when all keys have fired.
 *
 * <p>A partial count never comes for a minute that has fired: late and refused events are sorted out before the
 * shuffle, and the watermark here is never ahead of the one there.
 *
 * <p>The list of a bucket is read in one piece. So the parts of a busy bucket are merged before they take too much
 * memory. This happens each time the bucket has doubled, so that a part is read only a few times.
 *
 * <p>It is an operator because only operators have state by namespace, which here is the start of the bucket. With it,
 * the parts of a bucket are one list of RocksDB: a part is appended without reading the list, and the cost of a bucket
 * does not depend on how many other buckets of the key are open.
 */
public final class CountWindows extends AbstractStreamOperator<RollupRow>
        implements OneInputStreamOperator<PartialCount, RollupRow>, Triggerable<RollupKey, VoidNamespace> {
    private static final long serialVersionUID = 3;

    /** Carries the watermarks that leave the windows to the operator that publishes the progress, and never a record. */
    public static final OutputTag<BalanceChange> WATERMARKS =
            new OutputTag<>("watermarks", TypeInformation.of(BalanceChange.class));

    /** The name that Flink gives to the timers of a process function, which the windows of earlier releases were. */
    private static final String TIMERS = "user-timers";

    private static final Map<Granularity, ListStateDescriptor<PackedTally>> PARTS = new EnumMap<>(Map.of(
            Granularity.MINUTE, parts("minute-parts"),
            Granularity.HOUR, parts("hour-parts"),
            Granularity.DAY, parts("day-parts")));

    private static final Map<Granularity, MapStateDescriptor<Long, Tally>> EARLIER = new EnumMap<>(Map.of(
            Granularity.MINUTE, earlier("minutes"),
            Granularity.HOUR, earlier("hours"),
            Granularity.DAY, earlier("days")));

    /** Parts below this size do not count towards the limit. A thousand of them take at most 16 MB. */
    private static final int LARGE_BYTES = 1 << 14;

    /** Large parts are merged when they take more than this, and more than the part that they are merged into. */
    private static final long MAX_UNMERGED_BYTES = 1 << 24;

    private final WindowSpread spread;
    private final long maxUnmergedBytes;

    /** Limits the memory of a tally; 0 means this task's share of the heap. */
    private final long fixedTallyBytes;

    private transient long maxTallyBytes;

    private transient InternalTimerService<VoidNamespace> timers;

    /** The sizes of the buckets that have large parts. */
    private transient Map<Bucket, Unmerged> unmerged = new HashMap<>();

    /**
     * The size of a bucket's parts in bytes.
     *
     * @param first the size of the first part, into which others were merged
     * @param others the size of all large parts after it
     */
    private record Unmerged(long first, long others) {
        Unmerged plus(long bytes) {
            return new Unmerged(first, others + bytes);
        }

        boolean isTooMuch(long max) {
            return others > Math.max(max, first);
        }
    }

    public CountWindows(WindowSpread spread) {
        this(spread, MAX_UNMERGED_BYTES, 0);
    }

    CountWindows(WindowSpread spread, long maxUnmergedBytes, long fixedTallyBytes) {
        this.spread = spread;
        this.maxUnmergedBytes = maxUnmergedBytes;
        this.fixedTallyBytes = fixedTallyBytes;
    }

    @Override
    public void open() throws Exception {
        super.open();
        unmerged = new HashMap<>();
        maxTallyBytes = fixedTallyBytes == 0 ? TallyMemory.limit(slots()) : fixedTallyBytes;
        timers = getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
        for (Granularity granularity : Granularity.values()) {
            moveEarlier(granularity);
        }
    }

    @Override
    public void processElement(StreamRecord<PartialCount> element) throws Exception {
        PartialCount partial = element.getValue();
        append(
                partial.key(),
                Granularity.MINUTE,
                partial.minuteStart(),
                List.of(new PackedTally(TallyFormat.CURRENT, partial.tally())));
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        getTimeServiceManager().orElseThrow().advanceWatermark(mark);
        // The superclass would pass on the watermark as it came.
        output.emitWatermark(new Watermark(spread.counted(mark.getTimestamp())));
    }

    @Override
    public void onEventTime(InternalTimer<RollupKey, VoidNamespace> timer) throws Exception {
        // An hour ends with its last minute, so they have the same timer: from small to large in one call. All windows
        // end with a minute, and no delay is as long as that.
        long end = Granularity.MINUTE.floor(timer.getTimestamp() + 1);
        long last = end - 1;
        RollupKey key = timer.getKey();
        append(key, Granularity.HOUR, last, close(key, Granularity.MINUTE, end));
        append(key, Granularity.DAY, last, close(key, Granularity.HOUR, end));
        close(key, Granularity.DAY, end);
    }

    @Override
    public void onProcessingTime(InternalTimer<RollupKey, VoidNamespace> timer) {
        throw new IllegalStateException("windows have timers of event time only");
    }

    /** Appends parts to the bucket that holds the instant. */
    private void append(RollupKey key, Granularity granularity, long at, List<PackedTally> tallies) throws Exception {
        if (tallies.isEmpty()) {
            return;
        }
        Bucket bucket = Bucket.of(key, granularity, at);
        parts(granularity, bucket.start()).addAll(tallies);
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, bucket.end() - 1 + spread.delayMillis(key.hashCode()));
        for (PackedTally tally : tallies) {
            if (tally.bytes().length >= LARGE_BYTES) {
                limit(bucket, tally.bytes().length);
            }
        }
    }

    /**
     * Merges the parts of a bucket once they take too much memory, because they are read in one piece. The sizes of a
     * new or restored bucket are unknown, so its parts are merged immediately.
     */
    private void limit(Bucket bucket, long appended) throws Exception {
        Unmerged before = unmerged.get(bucket);
        Unmerged now = before == null ? null : before.plus(appended);
        if (now == null || now.isTooMuch(maxUnmergedBytes)) {
            ListState<PackedTally> state = parts(bucket.granularity(), bucket.start());
            List<PackedTally> parts = read(state);
            PackedTally merged = parts.size() == 1 ? parts.get(0) : PackedTally.of(merge(parts));
            state.update(List.of(merged));
            now = new Unmerged(merged.bytes().length, 0);
        }
        unmerged.put(bucket, now);
    }

    /**
     * Emits and removes the bucket of the key that ends at the instant, and returns its parts for the bucket around it.
     * They are empty if no such bucket is open, and a single one if the bucket has rows.
     */
    private List<PackedTally> close(RollupKey key, Granularity granularity, long end) throws Exception {
        long start = end - granularity.lengthMillis();
        if (granularity.floor(start) != start) {
            return List.of();
        }
        ListState<PackedTally> state = parts(granularity, start);
        List<PackedTally> parts = read(state);
        state.clear();
        unmerged.remove(new Bucket(key, granularity, start));
        if (parts.stream().mapToLong(PackedTally::events).sum() < Dimension.MIN_EVENTS) {
            return parts;
        }
        Tally tally = merge(parts);
        tally.forEachRow(key, granularity, start, row -> output.collect(new StreamRecord<>(row)));
        return granularity == Granularity.DAY ? List.of() : List.of(PackedTally.of(tally));
    }

    /** Merges the parts and clears their list, because rows and packed sum need the memory. */
    private Tally merge(List<PackedTally> parts) throws IOException {
        Tally tally = PackedTally.merge(parts, maxTallyBytes);
        parts.clear();
        return tally;
    }

    /** The number of tasks in this process that may merge at the same time. */
    private int slots() {
        return getContainingTask()
                .getEnvironment()
                .getTaskManagerInfo()
                .getConfiguration()
                .get(TaskManagerOptions.NUM_TASK_SLOTS);
    }

    private static List<PackedTally> read(ListState<PackedTally> state) throws Exception {
        List<PackedTally> parts = new ArrayList<>();
        @Nullable Iterable<PackedTally> stored = state.get();
        if (stored != null) {
            stored.forEach(parts::add);
        }
        return parts;
    }

    private ListState<PackedTally> parts(Granularity granularity, long start) throws Exception {
        return getPartitionedState(start, LongSerializer.INSTANCE, PARTS.get(granularity));
    }

    /** Takes over the tallies of an earlier release. Its timers have no delays. */
    private void moveEarlier(Granularity granularity) throws Exception {
        getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        EARLIER.get(granularity),
                        (key, tallies) -> {
                            for (Map.Entry<Long, Tally> bucket : tallies.entries()) {
                                parts(granularity, bucket.getKey()).add(PackedTally.of(bucket.getValue()));
                            }
                            tallies.clear();
                        });
    }

    private static ListStateDescriptor<PackedTally> parts(String name) {
        return new ListStateDescriptor<>(name, new PackedTally.Serializer(TallyFormat.CURRENT));
    }

    private static MapStateDescriptor<Long, Tally> earlier(String name) {
        return new MapStateDescriptor<>(name, LongSerializer.INSTANCE, new TallyType.Serializer(TallyFormat.CURRENT));
    }
}
