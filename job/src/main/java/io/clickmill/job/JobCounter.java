package io.clickmill.job;

import java.util.Arrays;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Every counter of the job, registered under the operator that counts. A counter starts at zero whenever its task
 * starts.
 */
public enum JobCounter {
    /** Records read from the topic of clicks. */
    RECEIVED("clickmill_received"),
    /** Rejected records, in a group by reason. */
    REJECTED("clickmill_rejected"),
    /** Clicks that are late by their record, or because the restored checkpoint had completed their minute. */
    LATE("clickmill_late"),
    /** On-time clicks that arrived after their minute was complete. */
    REFUSED("clickmill_refused"),
    /** Further copies of on-time clicks, dropped before the log. */
    DUPLICATES_DROPPED("clickmill_duplicates_dropped"),
    /** Further copies whose key the log already had. */
    DUPLICATES_IN_LOG("clickmill_duplicates_in_log"),
    /** Clicks that this run has logged: new ones and replays. */
    LOGGED("clickmill_logged"),
    /** Links that were written or deleted, including replays. */
    LINKS_WRITTEN("clickmill_links_written"),
    /** Rejected records of the topic of links, in a group by reason. */
    LINKS_REJECTED("clickmill_links_rejected");

    private final String metric;

    JobCounter(String metric) {
        this.metric = metric;
    }

    /** The name of the metric. */
    public String metric() {
        return metric;
    }

    /** Whether a metric of this name is one of these counters. */
    public static boolean isName(String metric) {
        return Arrays.stream(values()).anyMatch(counter -> counter.metric.equals(metric));
    }

    /** The counter in this group. */
    public Counter in(MetricGroup group) {
        return group.counter(metric);
    }

    /** The counter of this reason. */
    public Counter in(MetricGroup group, String reason) {
        return group.addGroup("reason", reason).counter(metric);
    }
}
