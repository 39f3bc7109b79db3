package io.clickmill.job.links;

import io.clickmill.contract.LinkKey;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.contract.event.RejectedClick;
import io.clickmill.contract.links.LinkRecord;
import io.clickmill.contract.links.ParsedLink;
import io.clickmill.job.JobCounter;
import io.clickmill.job.PostgresAccess;
import io.clickmill.job.progress.RunId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes links into their table in batches: after a while, when a batch is full, and before every checkpoint barrier. It
 * lets rejected records through and nothing else. Holds no state: what is not written when it fails is replayed.
 */
public final class WriteLinks extends AbstractStreamOperator<RejectedClick>
        implements OneInputStreamOperator<ParsedLink, RejectedClick> {
    private static final long serialVersionUID = 1;

    private static final int MAX_BATCH_LINKS = 1_000;

    private static final Duration FLUSH_INTERVAL = Duration.ofMillis(250);

    private final PostgresAccess postgres;

    private transient @Nullable LinkTable table;
    private transient @Nullable ScheduledFuture<?> flushTimer;
    /** The newest record of each link. */
    private transient Map<LinkKey, LinkRecord> batch = new HashMap<>();

    private transient Counter written = new SimpleCounter();
    private transient Map<RejectReason, Counter> rejectedByReason = Map.of();

    public WriteLinks(PostgresAccess postgres) {
        this.postgres = postgres;
    }

    @Override
    public void open() throws Exception {
        super.open();
        batch = new HashMap<>();
        written = JobCounter.LINKS_WRITTEN.in(getMetricGroup());
        rejectedByReason = new EnumMap<>(RejectReason.class);
        for (RejectReason reason : RejectReason.values()) {
            rejectedByReason.put(reason, JobCounter.LINKS_REJECTED.in(getMetricGroup(), reason.wireName()));
        }
        table = LinkTable.open(
                postgres, RunId.of(getContainingTask().getEnvironment().getExecutionId()));
    }

    @Override
    public void processElement(StreamRecord<ParsedLink> element) throws Exception {
        RejectedClick rejected = element.getValue().rejected();
        if (rejected != null) {
            Objects.requireNonNull(rejectedByReason.get(rejected.reason())).inc();
            output.collect(element.replace(rejected));
            return;
        }
        if (batch.isEmpty()) {
            long at = getProcessingTimeService().getCurrentProcessingTime() + FLUSH_INTERVAL.toMillis();
            flushTimer = getProcessingTimeService().registerTimer(at, timestamp -> flush());
        }
        LinkRecord link = Objects.requireNonNull(element.getValue().link());
        batch.merge(new LinkKey(link.accountId(), link.linkId()), link, LinkRecord::newer);
        if (batch.size() >= MAX_BATCH_LINKS) {
            flush();
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        flush();
    }

    @Override
    public void finish() throws Exception {
        flush();
        super.finish();
    }

    private void flush() throws SQLException {
        if (flushTimer != null) {
            flushTimer.cancel(false);
            flushTimer = null;
        }
        if (!batch.isEmpty()) {
            Objects.requireNonNull(table).write(batch.values());
            written.inc(batch.size());
            batch = new HashMap<>();
        }
    }

    @Override
    public void close() throws Exception {
        if (table != null) {
            table.close();
        }
        super.close();
    }
}
