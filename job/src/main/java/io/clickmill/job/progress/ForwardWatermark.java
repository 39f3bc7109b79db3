package io.clickmill.job.progress;

import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Lets no row through and every watermark: what {@link PublishProgress} needs of the windows. */
public final class ForwardWatermark<T> implements FlatMapFunction<T, BalanceChange> {
    private static final long serialVersionUID = 1;

    @Override
    public void flatMap(T row, Collector<BalanceChange> out) {
        // The rows themselves are counted nowhere: they end no record.
    }
}
