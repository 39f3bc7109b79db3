package io.clickmill.job.progress;

import io.clickmill.job.count.RollupRow;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Lets no row through and every watermark: what {@link PublishProgress} needs of the windows. */
public final class ForwardWatermark implements FlatMapFunction<RollupRow, BalanceChange> {
    private static final long serialVersionUID = 1;

    @Override
    public void flatMap(RollupRow row, Collector<BalanceChange> out) {
        // The rows themselves are counted nowhere: they end no record.
    }
}
