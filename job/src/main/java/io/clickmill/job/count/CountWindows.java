package io.clickmill.job.count;

import io.clickmill.contract.Granularity;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Tumbling windows of a minute, an hour and a day over event time for one key. Partial counts are added to their minute
 * only; when the watermark completes a minute its tally gives its rows and moves into the hour, and so on to the day.
 * Each window fires once, with absolute counts.
 *
 * <p>No partial count comes for a minute that has fired: late and refused events are sorted out before the shuffle, and
 * the watermark here is never ahead of the one there.
 */
public final class CountWindows extends KeyedProcessFunction<RollupKey, PartialCount, RollupRow> {
    private static final long serialVersionUID = 1;

    private transient MapState<Long, Tally> minutes;
    private transient MapState<Long, Tally> hours;
    private transient MapState<Long, Tally> days;

    @Override
    public void open(OpenContext context) {
        minutes = getRuntimeContext().getMapState(descriptor("minutes"));
        hours = getRuntimeContext().getMapState(descriptor("hours"));
        days = getRuntimeContext().getMapState(descriptor("days"));
    }

    @Override
    public void processElement(PartialCount partial, Context context, Collector<RollupRow> out) throws Exception {
        add(minutes, Granularity.MINUTE, partial.minuteStart(), partial.tally(), context);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<RollupRow> out) throws Exception {
        // The last millisecond of an hour is also that of its last minute: from small to large in one call.
        long end = timestamp + 1;
        Tally minute = close(minutes, Granularity.MINUTE, end, context, out);
        if (minute != null) {
            add(hours, Granularity.HOUR, timestamp, minute, context);
        }
        Tally hour = close(hours, Granularity.HOUR, end, context, out);
        if (hour != null) {
            add(days, Granularity.DAY, timestamp, hour, context);
        }
        close(days, Granularity.DAY, end, context, out);
    }

    private static void add(
            MapState<Long, Tally> buckets, Granularity granularity, long at, Tally tally, Context context)
            throws Exception {
        long start = granularity.floor(at);
        Tally bucket = buckets.get(start);
        if (bucket == null) {
            // The partial count was deserialized for this call alone, a closed bucket has left its state: both may be
            // kept.
            buckets.put(start, tally);
            context.timerService().registerEventTimeTimer(granularity.lastMilli(start));
        } else {
            bucket.merge(tally);
            buckets.put(start, bucket);
        }
    }

    /** Emits and removes the bucket that ends at the instant, and returns its tally; null if no such bucket is open. */
    private static @Nullable Tally close(
            MapState<Long, Tally> buckets,
            Granularity granularity,
            long end,
            OnTimerContext context,
            Collector<RollupRow> out)
            throws Exception {
        long start = end - granularity.lengthMillis();
        if (granularity.floor(start) != start) {
            return null;
        }
        Tally tally = buckets.get(start);
        if (tally != null) {
            tally.forEachRow(context.getCurrentKey(), granularity, start, out::collect);
            buckets.remove(start);
        }
        return tally;
    }

    private static MapStateDescriptor<Long, Tally> descriptor(String name) {
        return new MapStateDescriptor<>(name, TypeInformation.of(Long.class), TypeInformation.of(Tally.class));
    }
}
