package io.clickmill.bench.servers;

import io.clickmill.bench.data.BenchRecord;
import io.clickmill.bench.data.ClickData;
import io.clickmill.bench.data.DataShape;
import io.clickmill.local.importer.ClickSender;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Sends the clicks of a shape to Kafka when they are due, in a thread of its own. */
public final class Feed implements AutoCloseable {
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final DataShape shape;
    private final Future<?> sending;
    private volatile boolean stopped;
    private volatile long sent;

    /**
     * Begins to send.
     *
     * @param shape ends after now, and begins with it
     * @param after is called after each click
     */
    public Feed(DataShape shape, ClickSender sender, Clock clock, Consumer<BenchRecord> after) {
        this.shape = shape;
        this.sending = executor.submit(() -> send(sender, clock, after));
    }

    private void send(ClickSender sender, Clock clock, Consumer<BenchRecord> after) {
        ClickData data = new ClickData(shape);
        try {
            for (long records = 1; data.hasNext() && !stopped; records++) {
                BenchRecord record = data.next();
                while (record.arrivedAt() > clock.millis()) {
                    Thread.sleep(1);
                }
                sender.send(new String(record.key(), StandardCharsets.US_ASCII), record.json());
                sent = records;
                after.accept(record);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The number of clicks that were sent. */
    public long sent() {
        return sent;
    }

    /** Whether all clicks were sent. */
    public boolean isDone() {
        return sending.isDone();
    }

    /**
     * Waits until all clicks are sent.
     *
     * @throws ExecutionException if that has failed
     */
    public void await() throws InterruptedException, ExecutionException {
        sending.get();
    }

    /** Stops sending. */
    @Override
    public void close() {
        stopped = true;
        executor.shutdownNow();
    }
}
