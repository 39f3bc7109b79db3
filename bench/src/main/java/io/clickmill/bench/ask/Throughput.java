package io.clickmill.bench.ask;

import io.clickmill.bench.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many questions are answered in a second over several connections. Each asks all questions in turn, beginning with
 * another one. A question that is refused because too many others are being answered is asked again after a pause.
 */
final class Throughput {
    private static final int CONNECTIONS = 16;
    private static final long PAUSE_MILLIS = 50;
    private static final long LOOK_MILLIS = 100;

    private final HttpAsker api;
    private final List<Question> questions;
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean isOver;

    Throughput(HttpAsker api, List<Question> questions) {
        this.api = api;
        this.questions = questions;
    }

    /** Asks for a while and returns the answers per second. Answers that come after that time count with the time. */
    double measure(Duration length, String what, Progress progress) throws Exception {
        ExecutorService askers = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> running = new ArrayList<>();
            long begin = System.nanoTime();
            for (int i = 0; i < CONNECTIONS; i++) {
                int first = i;
                running.add(askers.submit(() -> {
                    askFrom(first);
                    return null;
                }));
            }
            while (System.nanoTime() - begin < length.toNanos()) {
                progress.at(what, answered.get(), answered.get() + 1);
                Thread.sleep(LOOK_MILLIS);
            }
            isOver = true;
            for (Future<?> asker : running) {
                await(asker);
            }
            return answered.get() * 1e9 / (System.nanoTime() - begin);
        } finally {
            isOver = true;
            askers.shutdownNow();
        }
    }

    private static void await(Future<?> asker) throws Exception {
        try {
            asker.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private void askFrom(int first) throws Exception {
        for (int i = first; !isOver; i++) {
            String path = questions.get(i % questions.size()).path();
            while (!api.isAnswered(path)) {
                if (isOver) {
                    return;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            answered.incrementAndGet();
        }
    }
}
