package io.clickmill.job.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clickmill.contract.event.Event.Client;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GrammarPoolTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(500);

    private final CountDownLatch release = new CountDownLatch(1);
    private final CyclicBarrier both = new CyclicBarrier(2);
    private final AtomicInteger made = new AtomicInteger(1);
    private final AtomicInteger busy = new AtomicInteger();
    private final ExecutorService tasks = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        release.countDown();
        tasks.shutdownNow();
    }

    /** Both texts are read only if they are read at the same time. */
    @Test
    void readsForTwoTasksAtOnce() throws Exception {
        GrammarPool pool = pool(4, LONG);
        Future<UserAgentFacts> one = tasks.submit(() -> pool.read("together"));
        Future<UserAgentFacts> other = tasks.submit(() -> pool.read("together"));
        assertThat(List.of(one.get(), other.get())).containsExactlyInAnyOrder(facts(1), facts(2));
        assertThat(made).hasValue(2);
    }

    @Test
    void makesNoMoreThanItMay() throws Exception {
        GrammarPool pool = pool(2, LONG);
        List<Future<UserAgentFacts>> slow =
                List.of(tasks.submit(() -> pool.read("slow")), tasks.submit(() -> pool.read("slow")));
        await().untilAsserted(() -> assertThat(busy).hasValue(2));
        Future<UserAgentFacts> waiting = tasks.submit(() -> pool.read("quick"));
        assertThatThrownBy(() -> waiting.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        release.countDown();
        for (Future<UserAgentFacts> reading : slow) {
            assertThat(reading.get()).isNotNull();
        }
        assertThat(waiting.get()).isNotNull();
        assertThat(made).hasValue(2);
    }

    @Test
    void makesAnotherIfTheOnlyOneHangs() {
        GrammarPool pool = pool(2, SHORT);
        assertThat(pool.read("slow")).isNull();
        await().untilAsserted(() -> assertThat(pool.read("quick")).isNotNull());
    }

    @Test
    void keepsReadingWhileAGrammarHangs() throws Exception {
        GrammarPool pool = pool(2, SHORT);
        Future<UserAgentFacts> one = tasks.submit(() -> pool.read("together"));
        pool.read("together");
        one.get();
        assertThat(pool.read("slow")).isNull();
        assertThat(pool.read("quick")).isNotNull();
        assertThat(pool.timeouts()).isEqualTo(1);
        assertThat(pool.read("slow")).isNull();
        assertThat(pool.timeouts()).isEqualTo(2);

        // Now both hang, so that nothing is tried.
        assertThat(pool.read("quick")).isNull();
        assertThat(pool.timeouts()).isEqualTo(2);
        release.countDown();
        await().untilAsserted(() -> assertThat(pool.read("quick")).isNotNull());
        assertThat(pool.timeouts()).isEqualTo(2);
    }

    @Test
    void waitsForTheOnlyGrammarIfItMayMakeNoOther() throws Exception {
        GrammarPool pool = pool(1, LONG);
        Future<UserAgentFacts> slow = tasks.submit(() -> pool.read("slow"));
        Future<UserAgentFacts> quick = tasks.submit(() -> pool.read("quick"));
        release.countDown();
        assertThat(slow.get()).isEqualTo(facts(1));
        assertThat(quick.get()).isEqualTo(facts(1));
        assertThat(made).hasValue(1);
    }

    private GrammarPool pool(int most, Duration deadline) {
        return new GrammarPool(grammar(1), () -> grammar(made.incrementAndGet()), most, deadline);
    }

    /** A grammar that fails if two threads call it at a time. */
    private Function<String, UserAgentFacts> grammar(int number) {
        AtomicInteger callers = new AtomicInteger();
        return userAgent -> {
            assertThat(callers.incrementAndGet()).isEqualTo(1);
            busy.incrementAndGet();
            try {
                if (userAgent.equals("slow")) {
                    release.await();
                } else if (userAgent.equals("together")) {
                    both.await();
                }
                return facts(number);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                busy.decrementAndGet();
                callers.decrementAndGet();
            }
        };
    }

    private static UserAgentFacts facts(int number) {
        return new UserAgentFacts(new Client("Desktop", "by grammar " + number, "", ""), null);
    }
}
