package io.clickmill.local.embedded;

import io.clickmill.job.JobCounter;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.runtime.metrics.MetricNames;
import org.apache.flink.runtime.metrics.scope.ScopeFormat;

/** Flink's metrics of the one job, read in the process that runs it. */
final class JobMetrics implements MetricReporter {
    private final Map<Metric, String> gauges = new ConcurrentHashMap<>();
    private final Map<Counter, String> counters = new ConcurrentHashMap<>();

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        boolean ofOperator = group.getAllVariables().containsKey(ScopeFormat.SCOPE_OPERATOR_NAME);
        boolean wanted = name.equals(MetricNames.IO_CURRENT_INPUT_WATERMARK) || name.equals(MetricNames.NUM_RESTARTS);
        if (wanted && !ofOperator && metric instanceof Gauge) {
            gauges.put(metric, name);
        }
        if (metric instanceof Counter counter && JobCounter.isName(name)) {
            counters.put(counter, name);
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        gauges.remove(metric);
        counters.keySet().remove(metric);
    }

    /** The lowest watermark of all tasks that have one: all records that arrived before it are processed. */
    Optional<Instant> watermark() {
        // Long.MIN_VALUE means that the task has no watermark yet.
        OptionalLong lowest = values(MetricNames.IO_CURRENT_INPUT_WATERMARK)
                .filter(value -> value > Long.MIN_VALUE)
                .min();
        return lowest.isPresent() ? Optional.of(Instant.ofEpochMilli(lowest.getAsLong())) : Optional.empty();
    }

    /** How often Flink has restarted the job after a failure; empty before the job exists. */
    Optional<Long> restarts() {
        return values(MetricNames.NUM_RESTARTS).boxed().max(Comparator.naturalOrder());
    }

    /** The sum of a counter over the tasks and, for one that counts by reason, over the reasons. */
    long sum(JobCounter wanted) {
        return counters.entrySet().stream()
                .filter(counter -> counter.getValue().equals(wanted.metric()))
                .mapToLong(counter -> counter.getKey().getCount())
                .sum();
    }

    private LongStream values(String name) {
        return gauges.entrySet().stream()
                .filter(gauge -> gauge.getValue().equals(name))
                .map(gauge -> ((Gauge<?>) gauge.getKey()).getValue())
                .filter(Number.class::isInstance)
                .mapToLong(value -> ((Number) value).longValue());
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}
}
