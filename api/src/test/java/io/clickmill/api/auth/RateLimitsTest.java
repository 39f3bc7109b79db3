package io.clickmill.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clickmill.api.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RateLimitsTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00.250Z");
    private static final List<String> DIALECTS = List.of("native", "dub", "sendgrid", "placewise");
    private static final Principal KEY = key("a", Optional.empty());

    private final MutableClock clock = new MutableClock(NOW);
    private final RateLimits limits = new RateLimits(clock, DIALECTS);

    @Test
    void countsClicksOfEachAddressSeparately() {
        RateLimits few = new RateLimits(clock, DIALECTS, Map.of(), Limit.perMinute(2));
        assertThat(few.takeClick("203.0.113.7").allowed()).isTrue();
        assertThat(few.takeClick("203.0.113.7").allowed()).isTrue();
        Decision third = few.takeClick("203.0.113.7");
        assertThat(third.allowed()).isFalse();
        assertThat(third.retryAfter()).isEqualTo(30);
        assertThat(few.takeClick("203.0.113.8").allowed()).isTrue();
        assertThat(new RateLimits(clock, DIALECTS, Map.of(), Limit.NONE)
                        .takeClick("a")
                        .isLimited())
                .isFalse();
    }

    @Test
    void allowsTheWholeLimitImmediatelyAndThenAtItsRate() {
        Limit limit = Limit.perMinute(3);
        assertThat(limits.take(KEY, "dub", limit, 1)).isEqualTo(new Decision(true, 3, 2, NOW.plusSeconds(20), 0));
        assertThat(limits.take(KEY, "dub", limit, 1)).isEqualTo(new Decision(true, 3, 1, NOW.plusSeconds(40), 0));
        assertThat(limits.take(KEY, "dub", limit, 1)).isEqualTo(new Decision(true, 3, 0, NOW.plusSeconds(60), 0));
        assertThat(limits.take(KEY, "dub", limit, 1)).isEqualTo(new Decision(false, 3, 0, NOW.plusSeconds(60), 20));
        clock.advance(Duration.ofMillis(19_999));
        assertThat(limits.take(KEY, "dub", limit, 1)).isEqualTo(new Decision(false, 3, 0, NOW.plusSeconds(60), 1));
        clock.advance(Duration.ofMillis(1));
        assertThat(limits.take(KEY, "dub", limit, 1)).isEqualTo(new Decision(true, 3, 0, NOW.plusSeconds(80), 0));
        clock.advance(Duration.ofHours(1));
        assertThat(limits.take(KEY, "dub", limit, 1).remaining()).isEqualTo(2);
    }

    @Test
    void roundsWaitsAndResetsUpToWholeSeconds() {
        Limit limit = Limit.perSecond(2);
        limits.take(KEY, "dub", limit, 1);
        limits.take(KEY, "dub", limit, 1);
        Decision refused = limits.take(KEY, "dub", limit, 1);
        assertThat(refused.retryAfter()).isEqualTo(1);
        assertThat(refused.reset()).isEqualTo(NOW.plusSeconds(1));
        assertThat(refused.resetSecond()).isEqualTo(NOW.getEpochSecond() + 2);
    }

    @Test
    void letsTheRestBeNegativeAfterACostlyRequest() {
        Limit limit = new Limit(4, Duration.ofSeconds(4));
        assertThat(limits.take(KEY, "placewise", limit, 3)).isEqualTo(new Decision(true, 4, 1, NOW.plusSeconds(3), 0));
        assertThat(limits.take(KEY, "placewise", limit, 3)).isEqualTo(new Decision(true, 4, -2, NOW.plusSeconds(6), 0));
        assertThat(limits.take(KEY, "placewise", limit, 1))
                .isEqualTo(new Decision(false, 4, -2, NOW.plusSeconds(6), 3));
        clock.advance(Duration.ofSeconds(3));
        assertThat(limits.take(KEY, "placewise", limit, 9))
                .isEqualTo(new Decision(true, 4, -3, NOW.plusSeconds(3 + 7), 0));
    }

    @Test
    void chargesMoreForARequestUnlessOthersHaveOverdrawnTheLimit() {
        Limit limit = Limit.perMinute(10);
        assertThat(limits.take(KEY, "dub", limit, 1).allowed()).isTrue();
        assertThat(limits.take(KEY, "dub", limit, 1).allowed()).isTrue();
        assertThat(limits.charge(KEY, "dub", limit, 0).remaining()).isEqualTo(8);
        Decision first = limits.charge(KEY, "dub", limit, 9);
        assertThat(first.allowed()).isTrue();
        assertThat(first.remaining()).isEqualTo(-1);
        Decision second = limits.charge(KEY, "dub", limit, 9);
        assertThat(second.allowed()).isFalse();
        assertThat(second.remaining()).isEqualTo(-1);
        assertThat(second.retryAfter()).isEqualTo(12);
        clock.advance(Duration.ofSeconds(12));
        assertThat(limits.charge(KEY, "dub", limit, 1_000_000).allowed()).isTrue();
        assertThat(limits.look(KEY, "dub", limit).remaining()).isEqualTo(-9);
        assertThat(limits.charge(KEY, "dub", Limit.NONE, 5).isLimited()).isFalse();
    }

    @Test
    void returnsWhatIsLeftWithoutCounting() {
        Limit limit = new Limit(4, Duration.ofSeconds(4));
        assertThat(limits.look(KEY, "placewise", limit)).isEqualTo(new Decision(true, 4, 4, NOW, 0));
        limits.take(KEY, "placewise", limit, 3);
        limits.take(KEY, "placewise", limit, 3);
        Decision below = new Decision(true, 4, -2, NOW.plusSeconds(6), 0);
        assertThat(limits.look(KEY, "placewise", limit)).isEqualTo(below);
        assertThat(limits.look(KEY, "placewise", limit)).isEqualTo(below);
        assertThat(limits.look(KEY, "placewise", Limit.NONE).isLimited()).isFalse();
    }

    @Test
    void countsKeysDialectsAndLimitsSeparately() {
        Limit one = Limit.perMinute(1);
        assertThat(limits.take(KEY, "dub", one, 1).allowed()).isTrue();
        assertThat(limits.take(KEY, "dub", one, 1).allowed()).isFalse();
        assertThat(limits.take(KEY, "sendgrid", one, 1).allowed()).isTrue();
        assertThat(limits.take(KEY, "dub", Limit.perSecond(1), 1).allowed()).isTrue();
        assertThat(limits.take(key("b", Optional.empty()), "dub", one, 1).allowed())
                .isTrue();
    }

    @Test
    void prefersTheKeysOwnLimitToTheDialects() {
        Principal five = key("five", Optional.of(Limit.perMinute(5)));
        assertThat(limits.take(five, "dub", Limit.perSecond(1), 1).limit()).isEqualTo(5);
        assertThat(limits.take(five, "dub", Limit.perMinute(1), 1).remaining()).isEqualTo(3);
        assertThat(limits.take(five, "native", Limit.NONE, 1).remaining()).isEqualTo(4);
    }

    @Test
    void prefersAConfiguredLimitToTheDialectsOwn() {
        RateLimits configured = new RateLimits(
                clock, DIALECTS, Map.of("dub", Limit.perMinute(7), "native", Limit.perSecond(3)), Limit.NONE);
        assertThat(configured.take(KEY, "dub", Limit.perSecond(1), 1).limit()).isEqualTo(7);
        assertThat(configured.take(KEY, "native", Limit.NONE, 1).limit()).isEqualTo(3);
        assertThat(configured.take(KEY, "sendgrid", Limit.perSecond(1), 1).limit())
                .isEqualTo(1);
        Principal five = key("five", Optional.of(Limit.perMinute(5)));
        assertThat(configured.take(five, "dub", Limit.perSecond(1), 1).limit()).isEqualTo(5);
    }

    @Test
    void neverRefusesAKeyWithoutALimit() {
        Principal unlimited = key("unlimited", Optional.of(Limit.perMinute(0)));
        for (int i = 0; i < 10; i++) {
            Decision decision = limits.take(unlimited, "dub", Limit.perMinute(1), 1);
            assertThat(decision.allowed()).isTrue();
            assertThat(decision.isLimited()).isFalse();
        }
        assertThat(limits.take(KEY, "native", Limit.NONE, 1).isLimited()).isFalse();
    }

    @Test
    void allowsNoMoreThanTheLimitToConcurrentClients() throws InterruptedException {
        AtomicInteger allowed = new AtomicInteger();
        List<Thread> clients = Stream.generate(() -> new Thread(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        if (limits.take(KEY, "dub", Limit.perMinute(5_000), 1).allowed()) {
                            allowed.incrementAndGet();
                        }
                    }
                }))
                .limit(8)
                .toList();
        clients.forEach(Thread::start);
        for (Thread client : clients) {
            client.join();
        }
        assertThat(allowed).hasValue(5_000);
    }

    @Test
    void letsOnlyOneConcurrentRequestTakeMoreThanIsLeft() throws InterruptedException {
        AtomicInteger allowed = new AtomicInteger();
        for (int round = 0; round < 500; round++) {
            Principal key = key("round" + round, Optional.of(Limit.perMinute(100)));
            List<Thread> clients = Stream.generate(() -> new Thread(() -> {
                        if (limits.take(key, "placewise", Limit.NONE, 100).allowed()) {
                            allowed.incrementAndGet();
                        }
                    }))
                    .limit(4)
                    .toList();
            clients.forEach(Thread::start);
            for (Thread client : clients) {
                client.join();
            }
        }
        assertThat(allowed).hasValue(500);
    }

    @Test
    void forgetsBucketsThatAreFullAgain() {
        for (int i = 0; i < 1_000; i++) {
            limits.take(key("key" + i, Optional.empty()), "dub", Limit.perMinute(60), 60);
        }
        assertThat(limits.buckets()).isEqualTo(1_000);
        clock.advance(Duration.ofMinutes(2));
        assertThat(limits.buckets()).isZero();
    }

    @Test
    void refusesInvalidLimitsCostsAndDialects() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Limit(-1, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limit(1, Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits.take(KEY, "dub", Limit.perMinute(1), 0))
                .withMessage("cost: 0 (expected: at least 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits.take(KEY, "bub", Limit.perMinute(1), 1))
                .withMessageStartingWith("dialect: bub (expected: [native, ");
    }

    @ParameterizedTest
    @CsvSource({"16/second, 16, PT1S", "1200/minute, 1200, PT1M", "5/hour, 5, PT1H", "10000/day, 10000, PT24H"})
    void readsALimit(String text, long capacity, Duration period) {
        assertThat(Limit.parse(text)).contains(new Limit(capacity, period));
    }

    private static Principal key(String id, Optional<Limit> limit) {
        return new Principal(id, List.of("acme"), Set.of(Principal.EVERYTHING), Plan.FREE, limit);
    }
}
