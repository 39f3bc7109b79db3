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
 * Writes its input into PostgreSQL in batches: after a while, when a batch is full, and before every checkpoint
 * barrier. It emits nothing by itself and forwards every watermark, so that a barrier and a watermark after it say
 * together what is complete and durable. It has no state: what is not written when it fails is replayed.
 *
 * <p>It is an operator and no sink, because what became of a batch is known only when it is written, and that must be
 * counted before the barrier.
 *
 * @param <IN> what is written
 * @param <OUT> what a subclass emits about it
 * @param <T> the table or connection that it is written to
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
     * When a batch is written before the next barrier.
     *
     * @param interval the longest wait of its first element
     * @param size its largest number of elements
     * @param weight its largest {@link BatchOperator#weight}: a batch of huge elements must not fill the heap
     */
    public record Limits(Duration interval, int size, long weight) implements Serializable {}

    protected BatchOperator(Limits limits) {
        this.limits = limits;
    }

    /** Opens what {@link #write} writes to; it is closed with the operator. */
    protected abstract T openTable(RunId run) throws Exception;

    /** About how much memory the element takes, in a unit of the subclass. */
    protected long weight(IN element) {
        return 1;
    }

    /** Writes and commits the batch, which has at least one element. */
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

    /** The run of which this task is. */
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
