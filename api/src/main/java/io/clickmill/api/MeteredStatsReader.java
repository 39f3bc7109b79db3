package io.clickmill.api;

import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Measures the time of every query, by what answered it: rollups, the log, both or none. */
final class MeteredStatsReader implements StatsReader {
    private final StatsReader reader;
    private final MeterRegistry meters;

    MeteredStatsReader(StatsReader reader, MeterRegistry meters) {
        this.reader = reader;
        this.meters = meters;
    }

    @Override
    public StatsResult read(StatsQuery query) {
        Timer.Sample sample = Timer.start(meters);
        StatsResult result = reader.read(query);
        sample.stop(Timer.builder("clickmill.query")
                .description("Time to answer a query, by what answered it")
                .tag("plan", kind(result.plan()))
                .register(meters));
        return result;
    }

    private static String kind(PlanSummary plan) {
        boolean rollups = plan.days() + plan.hours() + plan.minutes() > 0;
        if (plan.logRanges() == 0) {
            return rollups ? "rollup" : "none";
        }
        return rollups ? "both" : "log";
    }
}
