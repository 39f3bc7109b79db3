package io.clickmill.job.links;

import io.clickmill.contract.LinkKey;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.contract.event.RejectedClick;
import io.clickmill.contract.links.LinkRecord;
import io.clickmill.contract.links.ParsedLink;
import io.clickmill.job.BatchOperator;
import io.clickmill.job.JobCounter;
import io.clickmill.job.PostgresAccess;
import io.clickmill.job.progress.RunId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** Writes links into their table, and emits the rejected records. */
public final class WriteLinks extends BatchOperator<ParsedLink, RejectedClick, LinkTable> {
    private static final long serialVersionUID = 1;

    private static final Limits LIMITS = new Limits(Duration.ofMillis(250), 1_000, Long.MAX_VALUE);

    private final PostgresAccess postgres;

    private transient Counter written = new SimpleCounter();
    private transient Map<RejectReason, Counter> rejectedByReason = Map.of();

    public WriteLinks(PostgresAccess postgres) {
        super(LIMITS);
        this.postgres = postgres;
    }

    @Override
    protected LinkTable openTable(RunId run) throws SQLException, InterruptedException {
        written = JobCounter.LINKS_WRITTEN.in(getMetricGroup());
        rejectedByReason = new EnumMap<>(RejectReason.class);
        for (RejectReason reason : RejectReason.values()) {
            rejectedByReason.put(reason, JobCounter.LINKS_REJECTED.in(getMetricGroup(), reason.word()));
        }
        return LinkTable.open(postgres, run);
    }

    @Override
    public void processElement(StreamRecord<ParsedLink> element) throws Exception {
        RejectedClick rejected = element.getValue().rejected();
        if (rejected == null) {
            super.processElement(element);
        } else {
            Objects.requireNonNull(rejectedByReason.get(rejected.reason())).inc();
            output.collect(element.replace(rejected));
        }
    }

    @Override
    protected @Nullable RejectedClick write(LinkTable table, List<ParsedLink> batch) throws SQLException {
        Map<LinkKey, LinkRecord> newest = new HashMap<>();
        for (ParsedLink parsed : batch) {
            LinkRecord link = Objects.requireNonNull(parsed.link());
            newest.merge(new LinkKey(link.accountId(), link.linkId()), link, LinkRecord::newer);
        }
        table.write(newest.values());
        written.inc(newest.size());
        return null;
    }
}
