package io.clickmill.local.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.Agreement;
import io.clickmill.api.Referee;
import io.clickmill.api.TestEvent;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Dimension;
import io.clickmill.job.fold.FoldedRows;
import io.clickmill.job.time.ArrivalWatermarks;
import io.clickmill.job.time.Lateness;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases that random streams would hardly produce, each tested from the records to the answers. */
class EndToEndCasesIT {
    private static final int PARTITIONS = 2;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long DAY = 1_440 * MINUTE;
    private static final long TODAY = Instant.parse("2025-06-30T00:00:00Z").toEpochMilli();
    private static final long NOON = TODAY + DAY / 2;
    private static final long LATENESS = Lateness.DEFAULT.bound().toMillis();

    /** A minute with this many events has rollup rows. */
    private static final int ENOUGH = Dimension.MIN_EVENTS;

    private final Set<TestEvent> events = new LinkedHashSet<>();
    private SimulatedClickmill clickmill;

    @BeforeEach
    void start() throws Exception {
        clickmill = SimulatedClickmill.start(PARTITIONS, Instant.ofEpochMilli(TODAY));
    }

    @AfterEach
    void stop() throws Exception {
        clickmill.close();
    }

    @Test
    void aQuietSpellAndThenABurst() throws Exception {
        sendMinute("before", NOON);
        clickmill.awaitProgress(NOON + 2 * MINUTE);
        long quietUntil = NOON + 20 * MINUTE;
        clickmill.setClock(quietUntil);
        Thread.sleep(ArrivalWatermarks.QUIET_AFTER.toMillis());
        clickmill.awaitNumber(
                1, "SELECT count(*) FROM rollup_progress WHERE progress > '2025-06-30T12:19:00Z'::timestamptz");
        // These events are on time by their records, but their minute is already complete.
        sendMinute("overtaken", NOON + 15 * MINUTE);
        sendMinute("after", quietUntil);
        clickmill.awaitProgress(quietUntil + 2 * MINUTE);
        assertThat(clickmill.number("SELECT count(*) FROM click_event WHERE late"))
                .isEqualTo(ENOUGH);
        PlanSummary plan = requireRight(NOON, NOON + 30 * MINUTE);
        assertThat(plan.minutes()).isEqualTo(2);
        clickmill.awaitProgress(TODAY + DAY + MINUTE);
        clickmill.fold();
        assertThat(requireRight(NOON, NOON + 30 * MINUTE).minutes()).isEqualTo(3);
    }

    @Test
    void aRestartAfterWhichKafkaIsSilentOverMidnight() throws Exception {
        sendMinute("a", TODAY - MINUTE);
        clickmill.awaitLogged();
        String checkpoint = clickmill.stop();
        clickmill.resume(checkpoint);
        long lastMinute = TODAY + DAY - MINUTE;
        for (int i = 0; i < ENOUGH; i++) {
            send("counted twice" + i, lastMinute + i, lastMinute + i, i % PARTITIONS);
        }
        clickmill.awaitLogged();
        clickmill.stop();

        // The windows lack the events that were logged after the checkpoint, which Kafka withholds until they close.
        clickmill.withhold();
        clickmill.setClock(TODAY + DAY + MINUTE);
        clickmill.resume(checkpoint);
        clickmill.awaitNumber(
                1, "SELECT count(*) FROM rollup_progress WHERE progress > '2025-07-01T00:00:00Z'::timestamptz");
        requireRight(TODAY - DAY, TODAY + 2 * DAY);
        clickmill.fold();
        requireRight(TODAY - DAY, TODAY + 2 * DAY);
        clickmill.deliver();
        clickmill.awaitLogged();
        requireRight(TODAY - DAY, TODAY + 2 * DAY);
        clickmill.fold();
        assertThat(requireRight(TODAY, TODAY + DAY)).isEqualTo(new PlanSummary(1, 0, 0, 0, 1, 0, 0));
        assertThat(requireRight(lastMinute, lastMinute + MINUTE).minutes()).isEqualTo(1);
    }

    @Test
    void aRestartBeforeTheFirstCheckpoint() throws Exception {
        clickmill.failAtNextOf(1);
        sendMinute("a", NOON);
        clickmill.awaitFailure();
        clickmill.awaitProgress(NOON + 2 * MINUTE);
        assertThat(requireRight(NOON, NOON + MINUTE).minutes()).isEqualTo(1);
    }

    @Test
    void aRestartBeforeTheFirstWatermark() throws Exception {
        // One partition is silent. It has no watermark, or the clock's if this takes longer than the quiet time.
        for (int i = 0; i < 2 * ENOUGH; i++) {
            send("a" + i, NOON + i, NOON + i, 0);
        }
        assertThat(clickmill.awaitLogged().at().toEpochMilli()).isLessThan(NOON);
        clickmill.failAtNextOf(0);
        send("b", NOON + SECOND, NOON + SECOND, 0);
        clickmill.awaitFailure();
        assertThat(clickmill.awaitLogged().at().toEpochMilli()).isLessThan(NOON);
        assertThat(requireRight(NOON, NOON + MINUTE).minutes()).isZero();
        clickmill.awaitProgress(NOON + 2 * MINUTE);
        assertThat(requireRight(NOON, NOON + MINUTE).minutes()).isEqualTo(1);
    }

    @Test
    void aLateEventAmidAFold() throws Exception {
        sendMinute("on time", NOON);
        long tomorrow = TODAY + DAY + MINUTE;
        clickmill.awaitProgress(tomorrow);
        send("late", NOON + SECOND, tomorrow, 0);
        clickmill.awaitLogged();
        CompletableFuture<FoldedRows> fold;
        try (Connection other = clickmill.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM click_event WHERE late FOR UPDATE");
            fold = CompletableFuture.supplyAsync(this::fold);
            clickmill.awaitNumber(
                    1,
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND query LIKE 'UPDATE click_event%'");
            send("later", NOON + 2 * SECOND, tomorrow, 1);
            clickmill.awaitLogged();
            requireRight(NOON, NOON + MINUTE);
            other.rollback();
        }
        assertThat(fold.get().events()).isEqualTo(1);
        assertThat(requireRight(NOON, NOON + MINUTE).lateRows()).isEqualTo(1);
        assertThat(clickmill.fold().events()).isEqualTo(1);
        assertThat(requireRight(NOON, NOON + MINUTE).lateRows()).isZero();
    }

    @ParameterizedTest(name = "the late one first: {0}")
    @ValueSource(booleans = {false, true})
    void anEventAndItsDuplicateOnBothSidesOfTheBound(boolean lateFirst) throws Exception {
        for (int i = 1; i < ENOUGH; i++) {
            send("a" + i, NOON + i, NOON + i, i % PARTITIONS);
        }
        long bound = NOON + LATENESS;
        send("twice", NOON, lateFirst ? bound + 1 : bound, 0);
        clickmill.awaitLogged();
        send("twice", NOON, lateFirst ? bound : bound + 1, 1);
        clickmill.awaitLogged();
        requireRight(NOON, NOON + MINUTE);
        clickmill.awaitProgress(NOON + 2 * MINUTE);
        assertThat(clickmill.number("SELECT count(*) FROM click_event WHERE late"))
                .isZero();
        assertThat(requireRight(NOON, NOON + MINUTE)).isEqualTo(new PlanSummary(0, 0, 1, 0, 1, 0, 0));
    }

    @Test
    void theLastMillisecondOfAMinute() throws Exception {
        long last = NOON + MINUTE - 1;
        for (int i = 0; i < ENOUGH; i++) {
            send("last" + i, last, last, i % PARTITIONS);
        }
        for (int i = 0; i < ENOUGH; i++) {
            send("first" + i, last + 1, last + 1, i % PARTITIONS);
        }
        // The progress reaches the last millisecond of the minute, but does not include it.
        clickmill.awaitProgress(last + 40 * SECOND);
        assertThat(requireRight(NOON, NOON + 2 * MINUTE).minutes()).isZero();
        clickmill.awaitProgress(last + 1 + 40 * SECOND);
        assertThat(requireRight(NOON, NOON + 2 * MINUTE).minutes()).isEqualTo(1);
        assertThat(requireRight(last, last + 1).logRows()).isEqualTo(ENOUGH);
    }

    @Test
    void anOlderSavepoint() throws Exception {
        sendMinute("a", NOON);
        clickmill.awaitProgress(NOON + 2 * MINUTE);
        String older = clickmill.stop();
        clickmill.resume(older);
        sendMinute("b", NOON + 10 * MINUTE);
        send("late", NOON + SECOND, NOON + 20 * MINUTE, 0);
        clickmill.awaitProgress(TODAY + 2 * DAY + MINUTE);
        clickmill.fold();
        assertThat(requireRight(TODAY, TODAY + DAY).days()).isEqualTo(1);
        clickmill.stop();

        clickmill.resume(older);
        clickmill.awaitNumber(1, "SELECT count(*) FROM rollup_gap");
        requireRight(TODAY, TODAY + 2 * DAY);
        sendMinute("c", TODAY + 2 * DAY + 10 * MINUTE);
        clickmill.awaitProgress(TODAY + 2 * DAY + 30 * MINUTE);
        clickmill.fold();
        assertThat(requireRight(TODAY, TODAY + 2 * DAY)).isEqualTo(new PlanSummary(0, 0, 0, 1, 0, events(), 0));
        assertThat(requireRight(TODAY + 2 * DAY, TODAY + 3 * DAY).minutes()).isEqualTo(1);
        clickmill.rebuild();
        assertThat(requireRight(TODAY, TODAY + DAY)).isEqualTo(new PlanSummary(1, 0, 0, 0, 1, 0, 0));
    }

    @Test
    void aDrainedSavepoint() throws Exception {
        sendMinute("a", NOON);
        clickmill.awaitLogged();
        String savepoint = clickmill.drain();
        assertThat(clickmill.number("SELECT count(*) FROM rollup")).isZero();
        requireRight(TODAY, TODAY + DAY);
        clickmill.resume(savepoint);
        for (int i = 0; i < ENOUGH; i++) {
            send("b" + i, NOON + i, NOON + SECOND, i % PARTITIONS);
        }
        clickmill.awaitProgress(TODAY + DAY + MINUTE);
        assertThat(requireRight(NOON, NOON + MINUTE).minutes()).isEqualTo(1);
        assertThat(requireRight(TODAY, TODAY + DAY).days()).isEqualTo(1);
        assertThat(clickmill.number("SELECT count(*) FROM click_event WHERE late"))
                .isZero();
    }

    @Test
    void aJobWithoutState() throws Exception {
        sendMinute("yesterday", TODAY - DAY);
        sendMinute("today", NOON);
        send("late", TODAY - DAY + SECOND, NOON + SECOND, 0);
        clickmill.awaitProgress(NOON + 2 * MINUTE);
        clickmill.fold();
        PlanSummary before = requireRight(TODAY - DAY, TODAY + DAY);
        assertThat(before.days()).isEqualTo(1);
        clickmill.stop();
        clickmill.startAnew();
        assertThat(clickmill.awaitEnd()).contains("without state");
        assertThat(requireRight(TODAY - DAY, TODAY + DAY)).isEqualTo(before);

        // More events of today's noon arrive. The earlier ones are only in the log.
        clickmill.startAnewFromTheLog();
        clickmill.awaitNumber(2, "SELECT count(*) FROM rollup_gap");
        assertThat(requireRight(TODAY - DAY, TODAY + DAY).rollupRows()).isZero();
        for (int i = 0; i < ENOUGH; i++) {
            send("more of noon" + i, NOON + 55 * SECOND, NOON + 65 * SECOND, i % PARTITIONS);
        }
        sendMinute("more of today", NOON + 2 * MINUTE);
        clickmill.awaitProgress(NOON + 5 * MINUTE);
        assertThat(clickmill.rebuild().days()).isEqualTo(1);
        assertThat(requireRight(TODAY - DAY, TODAY + DAY).days()).isEqualTo(1);
        clickmill.awaitProgress(TODAY + DAY + MINUTE);
        requireRight(TODAY - DAY, TODAY + DAY);
        assertThat(clickmill.rebuild().days()).isEqualTo(1);
        assertThat(requireRight(TODAY - DAY, TODAY + DAY)).isEqualTo(new PlanSummary(2, 0, 0, 0, 2, 0, 0));
        assertThat(requireRight(NOON, NOON + 3 * MINUTE).minutes()).isEqualTo(2);
    }

    @ParameterizedTest(name = "history first: {0}")
    @ValueSource(booleans = {true, false})
    void tenYearOldHistoryAndToday(boolean historyFirst) throws Exception {
        long tenYearsAgo = TODAY - 3_650 * DAY;
        if (historyFirst) {
            sendHistory(tenYearsAgo, TODAY + SECOND);
            clickmill.awaitProgress(TODAY + MINUTE);
            assertThat(clickmill.fold().events()).isEqualTo(2 * ENOUGH);
        }
        sendMinute("today", NOON);
        clickmill.awaitProgress(NOON + 2 * MINUTE);
        if (!historyFirst) {
            sendHistory(tenYearsAgo, NOON + 3 * MINUTE);
            clickmill.awaitProgress(NOON + 4 * MINUTE);
            requireRight(tenYearsAgo, TODAY + DAY);
            assertThat(clickmill.fold().events()).isEqualTo(2 * ENOUGH);
        }
        assertThat(requireRight(NOON, NOON + MINUTE).minutes()).isEqualTo(1);
        assertThat(requireRight(tenYearsAgo, tenYearsAgo + DAY)).isEqualTo(new PlanSummary(1, 0, 0, 0, 1, 0, 0));
        PlanSummary all = requireRight(tenYearsAgo, TODAY + DAY);
        assertThat(all.days()).isEqualTo(1);
        assertThat(all.lateRows()).isZero();
    }

    private void sendHistory(long from, long appendedAt) {
        for (int i = 0; i < 2 * ENOUGH; i++) {
            send("history" + i, from + i * MINUTE, appendedAt, i % PARTITIONS);
        }
    }

    /** Sends just enough events for rollup rows, all within the first second of the minute. */
    private void sendMinute(String name, long minute) {
        for (int i = 0; i < ENOUGH; i++) {
            send(name + i, minute + i, minute + i, i % PARTITIONS);
        }
    }

    private void send(String id, long occurredAt, long appendedAt, int partition) {
        String json = """
                {"event_id":"%s","account_id":"acme","timestamp":%d,"subscriber_id":"%s","country":"GB"}
                """.formatted(id, occurredAt, id);
        TestEvent event = new TestEvent(
                "acme",
                id,
                occurredAt,
                false,
                false,
                "click",
                id.hashCode(),
                0,
                Map.of(Field.COUNTRY, "GB", Field.SUBSCRIBER_ID, id),
                Map.of(),
                List.of());
        events.add(event);
        clickmill.send(new Sent(appendedAt, partition, json.getBytes(StandardCharsets.UTF_8), Optional.of(event)));
    }

    private int events() {
        return (int) events.stream()
                .filter(event -> event.occurredAt() < TODAY + 2 * DAY)
                .count();
    }

    private FoldedRows fold() {
        try {
            return clickmill.fold();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Asks several questions about the range, requires right answers, and returns the plan of the question for the
     * total.
     */
    private PlanSummary requireRight(long from, long to) {
        TimeRange range = new TimeRange(from, to, ZoneId.of("UTC"));
        Referee referee = new Referee(List.copyOf(events));
        for (StatsQuery query : List.of(
                StatsQuery.of("acme", range).groupBy(Field.COUNTRY).build(),
                StatsQuery.of("acme", range)
                        .groupBy(Field.SUBSCRIBER_ID)
                        .limit(StatsQuery.MAX_LIMIT)
                        .build(),
                StatsQuery.of("acme", range)
                        .interval(Interval.DAY)
                        .metrics(Metric.CLICKS, Metric.UNIQUES)
                        .build())) {
            Agreement.require(referee, clickmill.reader(), query);
        }
        StatsQuery total = StatsQuery.of("acme", range)
                .metrics(Metric.CLICKS, Metric.UNIQUES)
                .build();
        return Agreement.require(referee, clickmill.reader(), total).plan();
    }
}
