package io.clickmill.local.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.TestEvent;
import io.clickmill.api.plan.Coverage;
import io.clickmill.api.plan.Plan;
import io.clickmill.api.plan.Planner;
import io.clickmill.api.plan.RollupSource;
import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Counts the parts of the plans of all answers. */
final class PlanCensus {
    /** The parts that a plan may have. */
    enum Part {
        DAY_ROLLUPS,
        HOUR_ROLLUPS,
        MINUTE_ROLLUPS,
        /** Rollups answer the middle of the range, and the log answers an end that is not aligned. */
        LOG_EDGE,
        /** A complete bucket without rows, because it has too few events. */
        QUIET_BUCKET,
        /** An overflow: a bucket with too many values for a row. */
        OVERFLOW,
        /** Late events in addition to rollups that do not include them yet. */
        LATE_PATH,
        /** Sealed days, asked where no rollup answers. */
        SEALS
    }

    private static final Span ALWAYS = new Span(TimeRange.EARLIEST, TimeRange.LATEST);

    private final Map<Part, Integer> counts = new EnumMap<>(Part.class);
    private int plans;

    void add(StatsQuery query, StatsResult result, List<TestEvent> events) {
        plans++;
        PlanSummary used = result.plan();
        // There are no gaps, because a stream that restarts from its newest checkpoint never has any.
        Plan plan = Planner.plan(query, new Coverage(Optional.of(ALWAYS), result.progress(), Set.of()));
        int buckets = used.days() + used.hours() + used.minutes();
        count(Part.DAY_ROLLUPS, used.days() > 0);
        count(Part.HOUR_ROLLUPS, used.hours() > 0);
        count(Part.MINUTE_ROLLUPS, used.minutes() > 0);
        count(
                Part.LOG_EDGE,
                buckets > 0
                        && plan.log().stream()
                                .anyMatch(span -> span.to() <= result.progress().toEpochMilli()));
        count(Part.QUIET_BUCKET, hasQuietBucket(query, plan, events));
        count(Part.OVERFLOW, used.rollupRows() > buckets);
        count(Part.LATE_PATH, used.lateRows() > 0);
    }

    /** Counts the answer to the same question by a reader that prefers seals. */
    void addSealed(StatsResult result) {
        count(Part.SEALS, result.plan().sealedDays() > 0);
    }

    private void count(Part part, boolean occurs) {
        counts.merge(part, occurs ? 1 : 0, Integer::sum);
    }

    private static boolean hasQuietBucket(StatsQuery query, Plan plan, List<TestEvent> events) {
        if (plan.source().isEmpty()) {
            return false;
        }
        for (Granularity granularity : Granularity.values()) {
            Map<Long, Integer> sizes = new HashMap<>();
            for (TestEvent event : events) {
                if (!event.bot() && isIn(event, query, plan.source().get())) {
                    for (Span span : plan.buckets(granularity)) {
                        if (event.occurredAt() >= span.from() && event.occurredAt() < span.to()) {
                            sizes.merge(granularity.floor(event.occurredAt()), 1, Integer::sum);
                        }
                    }
                }
            }
            if (sizes.values().stream().anyMatch(size -> size < Dimension.MIN_EVENTS)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isIn(TestEvent event, StatsQuery query, RollupSource source) {
        return event.accountId().equals(query.accountId())
                && RollupSource.field(source.scope())
                        .map((Field field) -> event.values(field).contains(source.scopeId()))
                        .orElse(true);
    }

    /** Requires each part to be in at least a tenth of the plans. */
    void requireVariety() {
        assertThat(counts)
                .as("of %s plans have", plans)
                .allSatisfy((part, count) -> assertThat(count).as(part.name()).isGreaterThanOrEqualTo(plans / 10));
    }

    @Override
    public String toString() {
        return plans + " plans: " + counts;
    }
}
