package io.clickmill.local.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/**
 * A client with its own account that takes no part in the attack. It sends a click, asks the same cheap question until
 * the click is counted, and begins again.
 */
final class Bystander implements Callable<Bystander.Seen> {
    private static final long PAUSE_MILLIS = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ApiClient api;
    private final Future<?> attack;

    /** @param attack the client runs until the attack ends, and for at least one click */
    Bystander(ApiClient api, Future<?> attack) {
        this.api = api;
        this.attack = attack;
    }

    /**
     * The times that the client has measured.
     *
     * @param answers how long each question took
     * @param counted the time from the acceptance of each click to the answer that counts it
     */
    record Seen(List<Duration> answers, List<Duration> counted) {
        /** The time within which this percentage of the answers came. */
        Duration answerAt(int percent) {
            return answers.stream().sorted().toList().get((answers.size() - 1) * percent / 100);
        }

        Duration slowestCount() {
            return counted.stream().max(Duration::compareTo).orElseThrow();
        }

        @Override
        public String toString() {
            return "%d questions: median %d ms, 90 %% %d ms, maximum %d ms; %d clicks counted: slowest after %d ms"
                    .formatted(
                            answers.size(),
                            answerAt(50).toMillis(),
                            answerAt(90).toMillis(),
                            answerAt(100).toMillis(),
                            counted.size(),
                            slowestCount().toMillis());
        }
    }

    @Override
    public Seen call() throws InterruptedException {
        Seen seen = new Seen(new ArrayList<>(), new ArrayList<>());
        do {
            long before = ask(seen);
            ApiClient.Answer accepted = api.post("{\"campaign_id\":\"mine\"}");
            if (accepted.status() != 202) {
                throw new AssertionError("a click of somebody else was refused: " + accepted);
            }
            Instant sent = Instant.now();
            while (ask(seen) == before) {
                if (Duration.between(sent, Instant.now()).compareTo(PATIENCE) > 0) {
                    throw new AssertionError("a click of somebody else is not counted after " + PATIENCE);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            seen.counted.add(Duration.between(sent, Instant.now()));
        } while (!attack.isDone());
        return seen;
    }

    private long ask(Seen seen) {
        long start = System.nanoTime();
        ApiClient.Answer answer = api.get("/v1/stats", Map.of("campaign", "mine"));
        seen.answers.add(Duration.ofNanos(System.nanoTime() - start));
        if (answer.status() != 200) {
            throw new AssertionError("a cheap question of somebody else was refused: " + answer);
        }
        return answer.data().get(0).get("clicks").asLong();
    }
}
