package io.clickmill.job.log;

import io.clickmill.contract.event.Click;
import io.clickmill.job.JobCounter;
import io.clickmill.job.PostgresAccess;
import io.clickmill.job.enrich.EnrichedArrival;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.progress.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * Writes arrivals into the event log in batches: after a while, when a batch is full, and before every checkpoint
 * barrier. It is an operator and no sink, because what became of a batch is known only once it is written, and that must
 * be counted before the barrier. Holds no state: what is not written when it fails is replayed.
 */
public final class WriteEventLog extends AbstractStreamOperator<BalanceChange>
        implements OneInputStreamOperator<EnrichedArrival, BalanceChange> {
    private static final long serialVersionUID = 1;

    /** A batch of huge events must not fill the heap: ordinary ones, of some 400 characters, stay far below. */
    private static final long MAX_BATCH_CHARS = 16_000_000;

    private final EventLog.Factory logs;
    private final Duration flushInterval;
    private final int maxBatchRows;

    private transient @Nullable EventLog log;
    private transient Counter logged = new SimpleCounter();
    private transient Counter duplicates = new SimpleCounter();
    private transient @Nullable ScheduledFuture<?> flushTimer;
    private transient List<EnrichedArrival> batch = new ArrayList<>();
    private transient long batchChars;
    private transient long barrier;

    /**
     * @param flushInterval an event waits at most so long
     * @param maxBatchRows a batch of so many events is written at once
     */
    public WriteEventLog(PostgresAccess postgres, Duration flushInterval, int maxBatchRows) {
        this.logs = new EventLog.Factory(postgres);
        this.flushInterval = flushInterval;
        this.maxBatchRows = maxBatchRows;
    }

    @Override
    public void open() throws Exception {
        super.open();
        log = logs.open(RunId.of(getContainingTask().getEnvironment().getExecutionId()));
        logged = JobCounter.LOGGED.in(getMetricGroup());
        duplicates = JobCounter.DUPLICATES_IN_LOG.in(getMetricGroup());
        batch = new ArrayList<>();
        batchChars = 0;
        barrier = 0;
    }

    @Override
    public void processElement(StreamRecord<EnrichedArrival> element) throws Exception {
        if (batch.isEmpty()) {
            long at = getProcessingTimeService().getCurrentProcessingTime() + flushInterval.toMillis();
            flushTimer = getProcessingTimeService().registerTimer(at, timestamp -> flush());
        }
        batch.add(element.getValue());
        batchChars += chars(element.getValue().enriched().click());
        if (batch.size() >= maxBatchRows || batchChars >= MAX_BATCH_CHARS) {
            flush();
        }
    }

    /** The length of what may be long in a click. */
    private static long chars(Click click) {
        long params = 0;
        for (Map.Entry<String, String> param : click.params().entrySet()) {
            params += param.getKey().length() + param.getValue().length();
        }
        return params
                + click.url().length()
                + click.userAgent().length()
                + click.referer().length()
                + click.customLinkTitle().length()
                + click.metadata().length();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        flush();
        barrier = checkpointId;
    }

    @Override
    public void finish() throws Exception {
        flush();
        super.finish();
    }

    private void flush() throws Exception {
        if (flushTimer != null) {
            flushTimer.cancel(false);
            flushTimer = null;
        }
        if (!batch.isEmpty()) {
            BalanceChange outcome = Objects.requireNonNull(log).write(batch, barrier);
            batch = new ArrayList<>();
            batchChars = 0;
            logged.inc(outcome.logged());
            duplicates.inc(outcome.duplicates());
            output.collect(new StreamRecord<>(outcome));
        }
    }

    @Override
    public void close() throws Exception {
        if (log != null) {
            log.close();
        }
        super.close();
    }
}
