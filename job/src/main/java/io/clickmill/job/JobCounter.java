package io.clickmill.job;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Every counter of the job, registered under the operator that counts. They start again with the process. */
public enum JobCounter {
    /** Records read from the topic of clicks. */
    RECEIVED("clickmill_received"),
    /** Records that are no click, in a group by reason. */
    REJECTED("clickmill_rejected"),
    /** Clicks that occurred longer before their arrival than the windows wait. */
    LATE("clickmill_late"),
    /** On-time clicks whose minute was complete before they came. */
    REFUSED("clickmill_refused"),
    /** Second copies of on-time clicks, dropped before the log. */
    DUPLICATES_DROPPED("clickmill_duplicates_dropped"),
    /** Second copies that met the log's key. */
    DUPLICATES_IN_LOG("clickmill_duplicates_in_log"),
    /** Clicks that are in the log for the first time or as a replay. */
    LOGGED("clickmill_logged"),
    /** Links that were written or deleted, replays among them. */
    LINKS_WRITTEN("clickmill_links_written"),
    /** Records of the topic of links that tell of no link, in a group by reason. */
    LINKS_REJECTED("clickmill_links_rejected");

    private final String metric;

    JobCounter(String metric) {
        this.metric = metric;
    }

    /** The counter, made on first use of the group. */
    public Counter in(MetricGroup group) {
        return group.counter(metric);
    }

    /** The counter of one reason. */
    public Counter in(MetricGroup group, String reason) {
        return group.addGroup("reason", reason).counter(metric);
    }
}
