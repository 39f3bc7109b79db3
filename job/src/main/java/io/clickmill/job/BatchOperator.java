package io.clickmill.job;

import io.clickmill.job.progress.RunId;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes its input into PostgreSQL in batches. A batch is written some time after its first element, when it is full,
 * and before every checkpoint barrier. The operator emits nothing of its own and forwards every watermark, so that a
 * barrier together with the watermark before it says what is complete and durable. It has no state: what a failure
 * keeps from being written is replayed.
 *
 * <p>It is an operator and not a sink, because the outcome of a batch is known only when it is written, and must be
 * counted before the barrier.
 *
 * @param <IN> what is written
 * @param <OUT> what a subclass emits about the outcome
 * @param <T> the table or connection that is written to
 */
public abstract class BatchOperator<IN, OUT, T extends AutoCloseable> extends AbstractStreamOperator<OUT>
        implements OneInputStreamOperator<IN, OUT> {
    private static final long serialVersionUID = 1;

    private final Limits limits;

    private transient @Nullable T table;
    private transient @Nullable ScheduledFuture<?> flushTimer;
    private transient List<IN> batch = new ArrayList<>();
    private transient long weight;

    /**
     * Limits at which a batch is written before the next barrier.
     *
     * @param interval the longest wait of a batch's first element
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

    /** Writes and commits the batch, which is never empty. */
    protected abstract void write(T table, List<IN> batch) throws Exception;

    @Override
    public void open() throws Exception {
        super.open();
        batch = new ArrayList<>();
        weight = 0;
        table = openTable(run());
    }

    @Override
    public void processElement(StreamRecord<IN> element) throws Exception {
        if (batch.isEmpty()) {
            long at = getProcessingTimeService().getCurrentProcessingTime()
                    + limits.interval().toMillis();
            flushTimer = getProcessingTimeService().registerTimer(at, timestamp -> flush());
        }
        batch.add(element.getValue());
        weight += weight(element.getValue());
        if (batch.size() >= limits.size() || weight >= limits.weight()) {
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

    @Override
    public void close() throws Exception {
        if (table != null) {
            table.close();
        }
        super.close();
    }

    /** The run that this task belongs to. */
    protected final RunId run() {
        return RunId.of(getContainingTask().getEnvironment().getExecutionId());
    }

    private void flush() throws Exception {
        if (flushTimer != null) {
            flushTimer.cancel(false);
            flushTimer = null;
        }
        if (!batch.isEmpty()) {
            List<IN> full = batch;
            batch = new ArrayList<>();
            weight = 0;
            write(Objects.requireNonNull(table), full);
        }
    }
}
