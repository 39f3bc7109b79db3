package io.clickmill.job.enrich;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Grammars that read user agents side by side, each of them one at a time, within a time limit. It starts with one.
 * When a caller finds no grammar idle, the next one is made in the background, up to a limit.
 *
 * <p>Reading times out, so that no user agent can stop the stream. A grammar that has not returned in time is idle
 * again once it returns. Safe for use by several threads.
 */
final class GrammarPool {
    /** Name of the threads that read. */
    static final String READER = "clickmill-user-agents";

    /** Name of the thread that makes a grammar. */
    private static final String MAKER = "clickmill-user-agents-start";

    private static final Logger LOG = LoggerFactory.getLogger(GrammarPool.class);

    /** Time after which an idle thread ends, as it would keep a finished job's classes in memory. */
    private static final long IDLE_SECONDS = 10;

    private final Duration deadline;
    private final Supplier<Function<String, UserAgentFacts>> another;
    private final int most;
    private final BlockingQueue<Function<String, UserAgentFacts>> idle = new LinkedBlockingQueue<>();
    private final AtomicInteger made = new AtomicInteger(1);
    private final AtomicInteger begun = new AtomicInteger(1);
    private final ExecutorService readers;
    private final Set<Future<UserAgentFacts>> givenUp = ConcurrentHashMap.newKeySet();
    private final AtomicLong timeouts = new AtomicLong();

    /**
     * @param first a grammar; no grammar is called by two threads at a time
     * @param another makes a grammar of the same rules, while others read
     * @param most the maximum number of grammars
     * @param deadline the time limit for the wait for a grammar, and once more for the reading of a user agent
     */
    GrammarPool(
            Function<String, UserAgentFacts> first,
            Supplier<Function<String, UserAgentFacts>> another,
            int most,
            Duration deadline) {
        this.another = another;
        this.most = most;
        this.deadline = deadline;
        this.idle.add(first);
        this.readers = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> thread(task, READER));
    }

    /** The facts; null, which must not be cached, if the time was over before a grammar had them. */
    @Nullable
    UserAgentFacts read(String userAgent) {
        if (areAllGivenUp()) {
            makeAnother();
            return null;
        }
        try {
            Function<String, UserAgentFacts> grammar = takeIdle();
            if (grammar == null) {
                timeOut(userAgent);
                return null;
            }
            Future<UserAgentFacts> reading = submit(grammar, userAgent);
            try {
                return reading.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                givenUp.add(reading);
                timeOut(userAgent);
                return null;
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("reading a user agent", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading a user agent", e);
        }
    }

    /** Number of readings that timed out. */
    long timeouts() {
        return timeouts.get();
    }

    private boolean areAllGivenUp() {
        if (givenUp.isEmpty()) {
            return false;
        }
        givenUp.removeIf(Future::isDone);
        return givenUp.size() >= made.get();
    }

    /** A grammar that no other thread has; null if there is none in time. */
    private @Nullable Function<String, UserAgentFacts> takeIdle() throws InterruptedException {
        Function<String, UserAgentFacts> grammar = idle.poll();
        if (grammar != null) {
            return grammar;
        }
        makeAnother();
        return idle.poll(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Future<UserAgentFacts> submit(Function<String, UserAgentFacts> grammar, String userAgent) {
        try {
            return readers.submit(() -> apply(grammar, userAgent));
        } catch (Throwable e) {
            // There is no thread for it.
            idle.add(grammar);
            throw e;
        }
    }

    private UserAgentFacts apply(Function<String, UserAgentFacts> grammar, String userAgent) {
        try {
            return grammar.apply(userAgent);
        } finally {
            idle.add(grammar);
        }
    }

    /** Begins to make a grammar, unless one is being made. If that fails, no more are made. */
    private void makeAnother() {
        int existing = made.get();
        if (existing < most && begun.compareAndSet(existing, existing + 1)) {
            thread(this::make, MAKER).start();
        }
    }

    private void make() {
        try {
            idle.add(another.get());
            made.incrementAndGet();
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.warn("there will be no more than {} grammars of user agents", made, e);
        }
    }

    private void timeOut(String userAgent) {
        timeouts.incrementAndGet();
        // Only the length is logged: a user agent can be personal, and long.
        LOG.warn("a user agent of {} characters was not read within {}", userAgent.length(), deadline);
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
