package io.clickmill.job;

import io.clickmill.job.progress.RunId;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.ExceptionUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes its input into PostgreSQL in batches. A batch is written some time after its first element, when it is full,
 * and before every checkpoint barrier. The operator emits only the outcomes of its batches and forwards every watermark,
 * so that a barrier together with the watermark before it says what is complete and durable. It has no state: what a
 * failure keeps from being written is replayed.
 *
 * <p>The operator has a thread that writes a full batch while the next one is filled. So the job and PostgreSQL work at
 * the same time. The operator waits for this thread before it hands over the next batch, and before a barrier.
 *
 * <p>It is an operator and not a sink, because the outcome of a batch is known only when it is written, and must be
 * counted before the barrier.
 *
 * @param <IN> what is written
 * @param <OUT> the outcome of a batch
 * @param <T> the table or connection that is written to
 */
public abstract class BatchOperator<IN, OUT, T extends AutoCloseable> extends AbstractStreamOperator<OUT>
        implements OneInputStreamOperator<IN, OUT> {
    private static final long serialVersionUID = 1;

    private static final Logger LOG = LoggerFactory.getLogger(BatchOperator.class);

    /** The longest wait of a batch whose first element is behind, unless the interval is longer. */
    private static final long MILLIS_IF_BEHIND = 2_000;

    private static final int MAX_SECONDS_OF_BATCH = 30;

    private final Limits limits;

    private transient @Nullable T table;
    private transient @Nullable ScheduledFuture<?> flushTimer;
    private transient List<IN> batch = new ArrayList<>();
    private transient long weight;
    private transient @Nullable ExecutorService writer;
    private transient @Nullable Future<@Nullable OUT> writing;

    /**
     * Limits at which a batch is written before the next barrier.
     *
     * @param interval the longest wait of a batch's first element, unless it is behind
     * @param size the maximum number of elements
     * @param weight the maximum total {@link BatchOperator#weight}: a batch of huge elements must not fill the heap
     */
    public record Limits(Duration interval, int size, long weight) implements Serializable {}

    protected BatchOperator(Limits limits) {
        this.limits = limits;
    }

    /** Opens the target of {@link #write}; it is closed with the operator. */
    protected abstract T openTable(RunId run) throws Exception;

    /** Approximate memory of the element, in a unit of the subclass. */
    protected long weight(IN element) {
        return 1;
    }

    /** Whether the element belongs to a backlog, for which larger batches are worth more than a short wait. */
    protected boolean isBehind(IN element) {
        return false;
    }

    /**
     * Writes and commits the batch, which is never empty. The operator's writer thread calls this for one batch after
     * the other.
     *
     * @return the outcome to emit, or null
     */
    protected abstract @Nullable OUT write(T table, List<IN> batch) throws Exception;

    @Override
    public void open() throws Exception {
        super.open();
        batch = new ArrayList<>();
        weight = 0;
        table = openTable(run());
        String name = getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks() + " writer";
        writer = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void processElement(StreamRecord<IN> element) throws Exception {
        IN value = element.getValue();
        if (batch.isEmpty()) {
            long interval = limits.interval().toMillis();
            long at = getProcessingTimeService().getCurrentProcessingTime()
                    + (isBehind(value) ? Math.max(interval, MILLIS_IF_BEHIND) : interval);
            flushTimer = getProcessingTimeService().registerTimer(at, timestamp -> flush());
        }
        batch.add(value);
        weight += weight(value);
        if (batch.size() >= limits.size() || weight >= limits.weight()) {
            handOver();
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

    @Override
    public void close() throws Exception {
        try {
            // A batch that is being written is of no use any more, but its connection is closed only after it.
            if (writer != null) {
                writer.shutdownNow();
                if (!writer.awaitTermination(MAX_SECONDS_OF_BATCH, TimeUnit.SECONDS)) {
                    LOG.warn(
                            "a batch is still being written after {} s; its connection is closed",
                            MAX_SECONDS_OF_BATCH);
                }
            }
        } finally {
            if (table != null) {
                table.close();
            }
            super.close();
        }
    }

    /** The run that this task belongs to. */
    protected final RunId run() {
        return RunId.of(getContainingTask().getEnvironment().getExecutionId());
    }

    private void flush() throws Exception {
        handOver();
        awaitWritten();
    }

    /** Waits until the previous batch is written, and then lets the thread write this one. */
    private void handOver() throws Exception {
        if (flushTimer != null) {
            flushTimer.cancel(false);
            flushTimer = null;
        }
        if (!batch.isEmpty()) {
            awaitWritten();
            List<IN> full = batch;
            batch = new ArrayList<>();
            weight = 0;
            writing = Objects.requireNonNull(writer).submit(() -> write(Objects.requireNonNull(table), full));
        }
    }

    private void awaitWritten() throws Exception {
        if (writing == null) {
            return;
        }
        try {
            OUT outcome = writing.get();
            if (outcome != null) {
                output.collect(new StreamRecord<>(outcome));
            }
        } catch (ExecutionException e) {
            ExceptionUtils.rethrowException(e.getCause());
        } finally {
            writing = null;
        }
    }
}
