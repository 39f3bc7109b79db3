package io.clickmill.api.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AccountTurnsTest {
    private final ExecutorService clients = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        clients.shutdownNow();
    }

    @Test
    void answersAsManyAsAllowedAtATimeAndTheOthersAfterThem() throws Exception {
        AccountTurns turns = new AccountTurns(2, 8, Duration.ofSeconds(30));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int answer = i;
            answers.add(clients.submit(() -> turns.answer("acme", () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                Thread.yield();
                running.decrementAndGet();
                return answer;
            })));
        }
        for (int i = 0; i < 10; i++) {
            assertThat(answers.get(i).get()).isEqualTo(i);
        }
        assertThat(most.get()).isLessThanOrEqualTo(2);
        assertThat(turns.present("acme")).isZero();
    }

    @Test
    @Timeout(60)
    void refusesOneThatMayNotEvenWaitAndLetsOtherAccountsBy() throws Exception {
        AccountTurns turns = new AccountTurns(1, 1, Duration.ofSeconds(30));
        CountDownLatch release = new CountDownLatch(1);
        Future<String> first = holding(turns, release);
        Future<String> second = clients.submit(() -> turns.answer("acme", () -> "second"));
        while (turns.present("acme") < 2) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> turns.answer("acme", () -> "third")).isInstanceOf(BusyException.class);
        assertThat(turns.answer("globex", () -> "other")).isEqualTo("other");
        release.countDown();
        assertThat(first.get()).isEqualTo("held");
        assertThat(second.get()).isEqualTo("second");
        assertThat(turns.answer("acme", () -> "later")).isEqualTo("later");
    }

    @Test
    void refusesOneThatHasWaitedForTooLong() throws Exception {
        AccountTurns turns = new AccountTurns(1, 1, Duration.ofMillis(20));
        CountDownLatch release = new CountDownLatch(1);
        Future<String> first = holding(turns, release);
        assertThatThrownBy(() -> turns.answer("acme", () -> "late"))
                .isInstanceOf(BusyException.class)
                .hasMessage("too many questions of the account at a time (expected: at most 1, and 1 that wait)");
        release.countDown();
        first.get();
        assertThat(turns.present("acme")).isZero();
    }

    @Test
    void givesTheTurnBackAfterAFault() {
        AccountTurns turns = new AccountTurns(1, 0, Duration.ZERO);
        assertThatThrownBy(() -> turns.answer("acme", () -> {
                    throw new IllegalStateException("fault");
                }))
                .hasMessage("fault");
        assertThat(turns.answer("acme", () -> "next")).isEqualTo("next");
    }

    /** A question that is being answered until it is released. */
    private Future<String> holding(AccountTurns turns, CountDownLatch release) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Future<String> held = clients.submit(() -> turns.answer("acme", () -> {
            begun.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "held";
        }));
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        return held;
    }
}
