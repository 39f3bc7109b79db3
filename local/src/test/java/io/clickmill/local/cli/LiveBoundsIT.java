package io.clickmill.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickmill.api.query.Field;
import io.clickmill.local.cli.ApiClient.Answer;
import io.clickmill.local.cli.LiveReferee.Bounds;
import io.clickmill.local.cli.SharedSystem.Balance;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Checks answers while events come in, and while all processes are killed and restarted. An answer includes every event
 * that was acknowledged more than two seconds before the question, and no event that was sent after the answer.
 * CONTRIBUTING.md describes a longer run.
 */
@Tag("timed")
class LiveBoundsIT {
    @RegisterExtension
    private static final SharedSystem SYSTEM = new SharedSystem();

    private static final Duration LOAD = Duration.ofSeconds(Integer.getInteger("clickmill.live.seconds", 24));
    private static final int RATE = Integer.getInteger("clickmill.live.rate", 300);
    private static final int REQUESTS_A_SECOND = 20;
    private static final int SENDERS = 4;
    private static final int ASKERS = 2;
    private static final int SETTLED_QUESTIONS = 200;
    private static final Duration FRESHNESS = Duration.ofSeconds(2);
    private static final Duration WARM = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration AFTER_RESTART = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 20;
    private static final int MAX_SHOWN = 20;
    private static final int MAX_EXACT_VISITORS = 1_000;

    /** The bounds in an answer are two standard errors, and one of twenty values exceeds them. This makes them five. */
    private static final double STANDARD_ERRORS_RATIO = 2.5;

    private final LiveStream stream = new LiveStream();
    private final LiveReferee referee = new LiveReferee();
    private final AtomicInteger nextRequest = new AtomicInteger();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger answersAfterRestart = new AtomicInteger();
    private final AtomicLong stalestNanos = new AtomicLong();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private volatile boolean asking = true;
    private volatile long firstAnswerAfterKill;
    private volatile long killedAt = Long.MAX_VALUE;
    private ApiClient api;
    private long start;
    private long lastDue;

    @Test
    void answersLieBetweenWhatWasAcknowledgedAndWhatWasSent() throws Exception {
        Balance before = SYSTEM.settledBalance();
        api = new ApiClient(SYSTEM.description().apiUrl(), SYSTEM.newKey("live"));
        awaitWarm();
        start = System.nanoTime();
        lastDue = start;
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> senders = new ArrayList<>();
            List<Future<?>> askers = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                senders.add(threads.submit(() -> send()));
            }
            for (int i = 0; i < ASKERS; i++) {
                SplittableRandom random = new SplittableRandom(i);
                askers.add(threads.submit(() -> ask(random)));
            }
            sleepUntil(start + LOAD.toNanos() / 2);
            int port = URI.create(SYSTEM.description().apiUrl()).getPort();
            SYSTEM.process().killAll();
            killedAt = System.nanoTime();
            SYSTEM.restart(port);
            for (Future<?> sender : senders) {
                sender.get();
            }
            asking = false;
            for (Future<?> asker : askers) {
                asker.get();
            }
        } finally {
            asking = false;
            threads.shutdownNow();
        }
        report();
        assertThat(answersAfterRestart).hasPositiveValue();

        Balance settled = SYSTEM.settledBalance().since(before);
        assertThat(settled.logged()).isEqualTo(referee.events());
        assertThat(settled.rejected()).isZero();
        assertThat(settled.duplicates()).isGreaterThanOrEqualTo(repeated.get());
        assertThat(settled.received()).isEqualTo(settled.logged() + settled.duplicates());
        SplittableRandom random = new SplittableRandom(ASKERS);
        for (int i = 0; i < SETTLED_QUESTIONS; i++) {
            LiveQuestion question = LiveQuestion.random(random, System.currentTimeMillis());
            Answer answer = api.get("/v1/stats", question.parameters());
            check(question, answer, referee.bounds(question, Long.MAX_VALUE, Long.MAX_VALUE));
        }
        assertThat(violations.stream().limit(MAX_SHOWN)).isEmpty();
    }

    /**
     * Waits until clicks are counted quickly. The first clicks of a process wait until classes are loaded and compiled.
     */
    private void awaitWarm() throws Exception {
        AtomicInteger number = new AtomicInteger();
        Duration taken = Await.until(
                PATIENCE, () -> timeUntilCounted(number.decrementAndGet()), time -> time.compareTo(WARM) < 0);
        assertThat(taken).as("time until clicks are counted").isLessThan(WARM);
    }

    private Duration timeUntilCounted(int number) throws Exception {
        long begin = System.nanoTime();
        post(number);
        LiveQuestion all = LiveQuestion.all(System.currentTimeMillis());
        Await.until(
                PATIENCE,
                () -> api.get("/v1/stats", all.parameters())
                        .data()
                        .path(0)
                        .path("clicks")
                        .asLong(),
                clicks -> clicks == referee.events());
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Sends requests at the given rate. */
    private Void send() throws InterruptedException {
        long requests = LOAD.toSeconds() * REQUESTS_A_SECOND;
        for (int number = nextRequest.getAndIncrement(); number < requests; number = nextRequest.getAndIncrement()) {
            sleepUntil(due());
            post(number);
        }
        return null;
    }

    /** When the next request is due. A standstill is not made up for, because that would need a higher rate. */
    private synchronized long due() {
        lastDue = Math.max(lastDue + Duration.ofSeconds(1).toNanos() / REQUESTS_A_SECOND, System.nanoTime());
        return lastDue;
    }

    /** Sends the batch until it is acknowledged. */
    private void post(int number) throws InterruptedException {
        LiveStream.Batch batch = stream.batch(number, RATE / REQUESTS_A_SECOND, System.currentTimeMillis());
        LiveReferee.Request request = referee.sending(batch.events());
        while (!isAcknowledged(api.tryPost(batch.lines()))) {
            Thread.sleep(PAUSE_MILLIS);
        }
        referee.acknowledged(request);
        repeated.addAndGet(batch.repeated());
        stream.sent(batch);
    }

    private static boolean isAcknowledged(Optional<Answer> answer) {
        return answer.isPresent() && answer.get().status() == 202;
    }

    private Void ask(SplittableRandom random) throws InterruptedException {
        while (asking) {
            LiveQuestion question = LiveQuestion.random(random, System.currentTimeMillis());
            long askedAt = System.nanoTime();
            Optional<Answer> answer = api.tryGet("/v1/stats", question.parameters());
            long answeredAt = System.nanoTime();
            if (answer.isPresent()) {
                note(askedAt);
                check(question, answer.get(), referee.bounds(question, askedAt - FRESHNESS.toNanos(), answeredAt));
                noteStaleness(question, answer.get(), askedAt);
            }
            // Pause as long as the answer took, so that the questions leave the system some of the two cores.
            Thread.sleep(
                    PAUSE_MILLIS + Duration.ofNanos(System.nanoTime() - askedAt).toMillis());
        }
        return null;
    }

    private synchronized void note(long askedAt) {
        answers.incrementAndGet();
        if (askedAt > killedAt) {
            if (firstAnswerAfterKill == 0) {
                firstAnswerAfterKill = askedAt;
            }
            if (askedAt - firstAnswerAfterKill < AFTER_RESTART.toNanos()) {
                answersAfterRestart.incrementAndGet();
            }
        }
    }

    private void noteStaleness(LiveQuestion question, Answer answer, long askedAt) {
        if (answer.status() == 200 && question.groupBy().isEmpty() && !question.byMinute()) {
            long clicks = answer.data().path(0).path("clicks").asLong();
            stalestNanos.accumulateAndGet(referee.staleNanos(question, clicks, askedAt), Math::max);
        }
    }

    private void check(LiveQuestion question, Answer answer, Map<List<String>, Bounds> bounds) {
        if (answer.status() != 200) {
            violations.add("%s: HTTP %d %s".formatted(question, answer.status(), answer.body()));
            return;
        }
        Map<List<String>, JsonNode> rows = new HashMap<>();
        for (JsonNode row : answer.data()) {
            rows.put(group(question, row), row);
        }
        Set<List<String>> groups = new HashSet<>(bounds.keySet());
        groups.addAll(rows.keySet());
        groups.stream()
                .filter(group -> !isAllowed(rows.get(group), bounds.getOrDefault(group, Bounds.NONE)))
                .findFirst()
                .ifPresent(group -> violations.add("%s, plan %s: group %s is %s (expected: %s)"
                        .formatted(question, answer.plan(), group, rows.get(group), bounds.get(group))));
    }

    /** @param row the group's row; null if the answer does not have the group */
    private static boolean isAllowed(@Nullable JsonNode row, Bounds allowed) {
        if (row == null) {
            return allowed.leastClicks() == 0;
        }
        long clicks = row.get("clicks").asLong();
        return clicks >= allowed.leastClicks()
                && clicks <= allowed.mostClicks()
                && isAllowedUniques(row.get("uniques"), allowed);
    }

    private static List<String> group(LiveQuestion question, JsonNode row) {
        List<String> group = new ArrayList<>();
        for (Field field : question.groupBy()) {
            group.add(row.get(field.word()).asText());
        }
        if (question.byMinute()) {
            group.add(
                    OffsetDateTime.parse(row.get("start").asText()).toInstant().toString());
        }
        return group;
    }

    private static boolean isAllowedUniques(JsonNode uniques, Bounds allowed) {
        long value = uniques.get("value").asLong();
        if (uniques.get("exact").asBoolean()) {
            return value >= allowed.leastVisitors() && value <= allowed.mostVisitors();
        }
        double low = value - STANDARD_ERRORS_RATIO * (value - uniques.get("low").asLong());
        double high = value + STANDARD_ERRORS_RATIO * (uniques.get("high").asLong() - value);
        return allowed.mostVisitors() > MAX_EXACT_VISITORS
                && high >= allowed.leastVisitors()
                && low <= allowed.mostVisitors();
    }

    private void report() {
        System.out.printf(
                Locale.ROOT,
                "live: %,d events in %d s; %,d answers, %,d of them within %d s of the restart; answers again after"
                        + " %.1f s; stalest by %.2f s of %.0f; %,d wrong%n",
                referee.events(),
                Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                answers.get(),
                answersAfterRestart.get(),
                AFTER_RESTART.toSeconds(),
                (firstAnswerAfterKill - killedAt) / 1e9,
                stalestNanos.get() / 1e9,
                FRESHNESS.toMillis() / 1e3,
                violations.size());
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        Thread.sleep(Math.max(0, Duration.ofNanos(nanos - System.nanoTime()).toMillis()));
    }
}
