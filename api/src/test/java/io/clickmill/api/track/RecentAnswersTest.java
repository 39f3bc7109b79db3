package io.clickmill.api.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RecentAnswersTest {
    private static final List<String> KEY = List.of("acme", "u-1", "Sign up");

    private final AtomicLong nanos = new AtomicLong();
    private final RecentAnswers memory = new RecentAnswers(nanos::get, Duration.ofDays(7));

    @Test
    void answersADuplicateAsTheFirstUntilItForgets() {
        assertThat(memory.get(KEY)).isEmpty();
        assertThat(memory.once(KEY, () -> Optional.of("first"))).contains("first");
        nanos.set(Duration.ofDays(7).toNanos() - 1);
        assertThat(memory.once(KEY, () -> Optional.of("second"))).contains("first");
        assertThat(memory.get(KEY)).contains("first");
        // The seven days count from the first answer, however often it was asked for since.
        nanos.incrementAndGet();
        assertThat(memory.once(KEY, () -> Optional.of("second"))).contains("second");
    }

    @Test
    void remembersNeitherEmptyAnswersNorFailures() {
        assertThat(memory.once(KEY, Optional::empty)).isEmpty();
        assertThatThrownBy(() -> memory.once(KEY, () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThat(memory.once(KEY, () -> Optional.of("at last"))).contains("at last");
    }

    @Test
    void distinguishesKeysThatAreAlikeWhenJoined() {
        memory.once(List.of("a", "bc"), () -> Optional.of("one"));
        assertThat(memory.get(List.of("ab", "c"))).isEmpty();
    }

    @Test
    void asksOnceForSimultaneousCallers() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Optional<String>>> answers = IntStream.range(0, 64)
                    .mapToObj(i -> threads.submit(
                            () -> memory.once(KEY, () -> Optional.of("answer " + asked.incrementAndGet()))))
                    .toList();
            for (Future<Optional<String>> answer : answers) {
                assertThat(answer.get()).contains("answer 1");
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void forgetsSomeAnswersIfAllTogetherAreTooLong() {
        String answer = "x".repeat(1_000_000);
        for (int i = 0; i < 100; i++) {
            memory.once(List.of("invoice", Integer.toString(i)), () -> Optional.of(answer));
        }
        assertThat(IntStream.range(0, 100)
                        .filter(i -> memory.get(List.of("invoice", Integer.toString(i)))
                                .isPresent())
                        .count())
                .isLessThan(50);
    }
}
