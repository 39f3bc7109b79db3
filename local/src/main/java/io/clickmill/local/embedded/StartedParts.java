package io.clickmill.local.embedded;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a system that have started. {@link #close} stops them in the opposite order. */
public final class StartedParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartedParts.class);

    private final Consumer<String> progress;
    private final BooleanSupplier stopRequested;
    /** The started parts, newest first. */
    private final ConcurrentLinkedDeque<Part> started = new ConcurrentLinkedDeque<>();

    /**
     * @param progress gets a line for every part that has started
     * @param stopRequested asked between the steps
     */
    StartedParts(Consumer<String> progress, BooleanSupplier stopRequested) {
        this.progress = progress;
        this.stopRequested = stopRequested;
    }

    private record Part(String name, AutoCloseable stopper) {}

    /** Stops a part. */
    interface Stopper<T> {
        void stop(T part) throws Exception;
    }

    /** Starts a part, and remembers how to stop it. */
    <T> T start(String name, Callable<T> starter, Stopper<T> stopper) throws Exception {
        T part = timed(name, starter);
        stopFirst(name, () -> stopper.stop(part));
        return part;
    }

    /** Runs a step and reports how long it took. */
    <T> T timed(String name, Callable<T> step) throws Exception {
        checkStop();
        long begin = System.nanoTime();
        T result = step.call();
        progress.accept(String.format(Locale.ROOT, "%s %.1f s", name, (System.nanoTime() - begin) / 1e9));
        return result;
    }

    /** Adds a part that is stopped before all parts that were added earlier. */
    public void stopFirst(String name, AutoCloseable part) {
        started.push(new Part(name, part));
    }

    /** @throws StopRequested if a stop was requested */
    void checkStop() {
        if (stopRequested.getAsBoolean()) {
            throw new StopRequested();
        }
    }

    /** Stops every part, newest first. Continues if a part cannot be stopped. */
    @Override
    public void close() {
        for (Part part = started.poll(); part != null; part = started.poll()) {
            long begin = System.nanoTime();
            try {
                part.stopper.close();
                LOG.info("stopped {} in {} ms", part.name, (System.nanoTime() - begin) / 1_000_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                LOG.warn("interrupted while stopping {}", part.name);
            } catch (Exception e) {
                LOG.warn("cannot stop {}", part.name, e);
            }
        }
    }
}
