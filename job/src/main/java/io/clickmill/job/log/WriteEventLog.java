package io.clickmill.job.log;

import io.clickmill.contract.event.Event;
import io.clickmill.job.BatchOperator;
import io.clickmill.job.JobCounter;
import io.clickmill.job.PostgresAccess;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.progress.RunId;
import io.clickmill.job.receive.Arrival;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;

/** Writes arrivals into the event log, and emits what became of them. */
public final class WriteEventLog extends BatchOperator<Arrival, BalanceChange, EventLog> {
    private static final long serialVersionUID = 1;

    /** Ordinary batches stay far below this limit, as their events have some 400 characters. */
    private static final long MAX_BATCH_CHARS = 8_000_000;

    /** More than a second and the tolerated difference between the clocks of the broker and of this worker. */
    private static final long MILLIS_BEHIND = 10_000;

    private final PostgresAccess postgres;

    private transient Counter logged = new SimpleCounter();
    private transient Counter duplicates = new SimpleCounter();
    private transient long barrier;

    /**
     * @param flushInterval the longest wait of an event
     * @param maxBatchRows the largest number of events in a batch
     */
    public WriteEventLog(PostgresAccess postgres, Duration flushInterval, int maxBatchRows) {
        super(new Limits(flushInterval, maxBatchRows, MAX_BATCH_CHARS));
        this.postgres = postgres;
    }

    @Override
    protected EventLog openTable(RunId run) throws SQLException {
        logged = JobCounter.LOGGED.in(getMetricGroup());
        duplicates = JobCounter.DUPLICATES_IN_LOG.in(getMetricGroup());
        barrier = 0;
        return EventLog.open(postgres, run);
    }

    /** The total length of the fields that may be long. */
    @Override
    protected long weight(Arrival arrival) {
        Event event = arrival.event();
        long params = 0;
        for (Map.Entry<String, String> param : event.params().entrySet()) {
            params += param.getKey().length() + param.getValue().length();
        }
        return params
                + event.link().url().length()
                + event.link().customTitle().length()
                + event.request().userAgent().length()
                + event.request().referer().length()
                + (event.metadata() == null ? 0 : event.metadata().length());
    }

    /** The clicks of a backlog have missed their second already. */
    @Override
    protected boolean isBehind(Arrival arrival) {
        long age = getProcessingTimeService().getCurrentProcessingTime()
                - arrival.event().kafka().appendedAt();
        return age > MILLIS_BEHIND;
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        barrier = checkpointId;
    }

    @Override
    protected BalanceChange write(EventLog log, List<Arrival> batch) throws SQLException, IOException {
        BalanceChange outcome = log.write(batch, barrier);
        logged.inc(outcome.logged());
        duplicates.inc(outcome.duplicates());
        return outcome;
    }
}
