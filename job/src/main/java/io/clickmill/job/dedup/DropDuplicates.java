package io.clickmill.job.dedup;

import io.clickmill.contract.Granularity;
import io.clickmill.job.JobCounter;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Passes the first on-time copy of an event and drops the others. Identities are kept until the watermark completes
 * their minute. After that a copy can only be late or refused, and meets the event's key in the log. Late arrivals pass
 * without a check, but under the same key as on-time copies, so that a single subtask writes all copies of an event.
 *
 * <p>An on-time arrival whose minute is already complete is refused here, before the windows. The watermark here is
 * never behind that of the windows, so every click that passes is counted.
 */
public final class DropDuplicates extends KeyedProcessFunction<IdentityBucket, Arrival, Arrival> {
    private static final long serialVersionUID = 1;

    /** The dropped copies. */
    public static final OutputTag<BalanceChange> BALANCE =
            new OutputTag<>("duplicates", TypeInformation.of(BalanceChange.class));

    private transient MapState<EventIdentity, Boolean> seen;
    private transient Counter refused;
    private transient Counter dropped;

    @Override
    public void open(OpenContext context) {
        refused = JobCounter.REFUSED.in(getRuntimeContext().getMetricGroup());
        dropped = JobCounter.DUPLICATES_DROPPED.in(getRuntimeContext().getMetricGroup());
        seen = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>(
                        "seen", TypeInformation.of(EventIdentity.class), TypeInformation.of(Boolean.class)));
    }

    @Override
    public void processElement(Arrival arrival, Context context, Collector<Arrival> out) throws Exception {
        if (arrival.verdict() != Verdict.ON_TIME) {
            out.collect(arrival);
            return;
        }
        long complete = Granularity.MINUTE.lastMilli(arrival.event().occurredAt());
        if (complete <= context.timerService().currentWatermark()) {
            refused.inc();
            out.collect(new Arrival(arrival.event(), Verdict.LATE));
            return;
        }
        EventIdentity identity = EventIdentity.of(arrival.event());
        if (seen.contains(identity)) {
            dropped.inc();
            context.output(BALANCE, BalanceChange.duplicates(1));
            return;
        }
        seen.put(identity, Boolean.TRUE);
        context.timerService().registerEventTimeTimer(complete);
        out.collect(arrival);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Arrival> out) {
        seen.clear();
    }
}
