package io.clickmill.api;

import io.clickmill.api.query.BatchReader;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;

/** Measures the time of every query, by what answered it: rollups, the log, both or none. */
final class MeteredStatsReader implements StatsReader, BatchReader {
    private final StatsReader reader;
    private final BatchReader batches;
    private final MeterRegistry meters;

    <R extends StatsReader & BatchReader> MeteredStatsReader(R reader, MeterRegistry meters) {
        this.reader = reader;
        this.batches = reader;
        this.meters = meters;
    }

    @Override
    public StatsResult read(StatsQuery query) {
        Timer.Sample sample = Timer.start(meters);
        StatsResult result = reader.read(query);
        stop(sample, result);
        return result;
    }

    @Override
    public void read(List<Question> questions, Answers answers) {
        batches.read(questions, new Answers() {
            private Timer.Sample sample = Timer.start(meters);

            @Override
            public void begun() {
                sample = Timer.start(meters);
                answers.begun();
            }

            @Override
            public void answered(int index, StatsResult result, Map<String, Link> links) {
                stop(sample, result);
                answers.answered(index, result, links);
            }

            @Override
            public void failed(int index, RuntimeException cause) {
                answers.failed(index, cause);
            }
        });
    }

    private void stop(Timer.Sample sample, StatsResult result) {
        sample.stop(Timer.builder("clickmill.query")
                .description("Time to answer a query, by what answered it")
                .tag("plan", kind(result.plan()))
                .register(meters));
    }

    private static String kind(PlanSummary plan) {
        boolean rollups = plan.days() + plan.hours() + plan.minutes() > 0;
        if (plan.logRanges() == 0) {
            return rollups ? "rollup" : "none";
        }
        return rollups ? "both" : "log";
    }
}
