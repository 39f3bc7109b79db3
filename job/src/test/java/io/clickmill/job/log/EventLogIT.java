package io.clickmill.job.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.Event;
import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import io.clickmill.job.enrich.Enricher;
import io.clickmill.job.enrich.GeoLookup;
import io.clickmill.job.enrich.UserAgents;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.progress.RunId;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventLogIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final int MAX_BATCH_ROWS = 50;
    private static final long NOON = 1_714_564_800_000L;
    private static final RunId RUN = new RunId("run");

    private final Sql sql = new Sql(DATABASE.owner());
    private OneInputStreamOperatorTestHarness<Arrival, BalanceChange> harness;

    @BeforeEach
    void open() throws Exception {
        sql.run("TRUNCATE click_event, account, scope_span, link");
        harness = harness(MAX_BATCH_ROWS);
        Runs.admit(sql, harness);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void writesBeforeABarrierWhenFullAfterAWhileAndAtTheEnd() throws Exception {
        send("e1", 1, Verdict.ON_TIME);
        assertThat(events()).isEmpty();
        harness.prepareSnapshotPreBarrier(1);
        assertThat(events()).hasSize(1);
        assertThat(balance()).isEqualTo(BalanceChange.logged(1, 0));

        harness.setProcessingTime(1_000);
        send("e2", 2, Verdict.ON_TIME);
        harness.setProcessingTime(1_249);
        assertThat(events()).hasSize(1);
        harness.setProcessingTime(1_250);
        assertThat(events()).hasSize(2);

        for (int i = 0; i < MAX_BATCH_ROWS; i++) {
            send("f" + i, 10 + i, Verdict.ON_TIME);
        }
        assertThat(events()).hasSize(2 + MAX_BATCH_ROWS);

        send("e3", 3, Verdict.ON_TIME);
        harness.getOperator().finish();
        assertThat(events()).hasSize(3 + MAX_BATCH_ROWS);
        assertThat(balance()).isEqualTo(BalanceChange.logged(2 + MAX_BATCH_ROWS, 0));
    }

    @Test
    void writesNothingOnceAnotherRunHasTakenOver() throws Exception {
        batch(arrival("e1", 1, Verdict.LATE));
        Runs.admit(sql, new RunId("another"));
        assertThatThrownBy(() -> batch(arrival("e2", 2, Verdict.ON_TIME)))
                .hasMessageContaining("job_run: another (expected: ");
        assertThat(events()).containsExactly("e1|0|1|t");
        Runs.admit(sql, harness);
    }

    @Test
    void countsAReplayAsLoggedAndAddsNothing() throws Exception {
        batch(arrival("e1", 1, Verdict.ON_TIME), arrival("e2", 2, Verdict.LATE));
        assertThat(balance()).isEqualTo(BalanceChange.logged(2, 0));
        Runs.restart(sql, 0);
        batch(arrival("e1", 1, Verdict.ON_TIME), arrival("e2", 2, Verdict.LATE), arrival("e3", 3, Verdict.ON_TIME));
        assertThat(balance()).isEqualTo(BalanceChange.logged(3, 0));
        assertThat(events()).containsExactly("e1|0|1|f", "e2|0|2|t", "e3|0|3|f");
    }

    @Test
    void countsACopyFromAnotherPlaceAsADuplicate() throws Exception {
        batch(arrival("e1", 1, Verdict.LATE));
        batch(arrival("e1", 2, Verdict.LATE), arrival("e2", 3, Verdict.ON_TIME));
        batch(at(arrival("e1", 1, Verdict.LATE), 1));
        assertThat(balance()).isEqualTo(BalanceChange.logged(2, 2));
        assertThat(events()).containsExactly("e1|0|1|t", "e2|0|3|f");
    }

    @Test
    void countsCopiesWithinABatch() throws Exception {
        batch(
                arrival("e1", 1, Verdict.LATE),
                arrival("e1", 2, Verdict.LATE),
                arrival("e2", 3, Verdict.LATE),
                arrival("e2", 4, Verdict.ON_TIME),
                arrival("e3", 5, Verdict.ON_TIME),
                arrival("e3", 6, Verdict.LATE));
        assertThat(balance()).isEqualTo(BalanceChange.logged(3, 3));
        assertThat(events()).containsExactly("e1|0|1|t", "e2|0|4|f", "e3|0|5|f");
    }

    @Test
    void countsAgainWhatAnotherRunHasLoggedSinceTheCheckpoint() throws Exception {
        batch(arrival("before", 1, Verdict.LATE));
        // The barrier of checkpoint 1 has passed.
        batch(arrival("after", 2, Verdict.LATE), arrival("after too", 3, Verdict.LATE));
        assertThat(balance()).isEqualTo(BalanceChange.logged(3, 0));
        Runs.restart(sql, 1);
        // Each of its copies may be the one that comes first now.
        batch(arrival("before", 4, Verdict.LATE), at(arrival("after", 2, Verdict.LATE), 1));
        assertThat(balance()).isEqualTo(BalanceChange.logged(1, 1));
        batch(arrival("after", 2, Verdict.LATE), arrival("after too", 3, Verdict.LATE));
        assertThat(balance()).isEqualTo(BalanceChange.logged(1, 1));
        Runs.restart(sql, 3);
        batch(arrival("before", 4, Verdict.LATE), arrival("after", 2, Verdict.LATE));
        assertThat(balance()).isEqualTo(BalanceChange.logged(0, 2));
    }

    @Test
    void countsACopyThatTookARowOverForADuplicateOnItsReplayToo() throws Exception {
        batch(arrival("e1", 1, Verdict.LATE));
        batch(arrival("e1", 2, Verdict.ON_TIME));
        assertThat(balance()).isEqualTo(BalanceChange.logged(1, 1));
        Runs.restart(sql, 1);
        batch(arrival("e1", 2, Verdict.ON_TIME));
        assertThat(balance()).isEqualTo(BalanceChange.logged(0, 1));
        assertThat(events()).containsExactly("e1|0|2|f");
    }

    /** What the windows count is what the log says: copies may differ, and so may two enrichments of one record. */
    @Test
    void takesWhatTheCountedCopySays() throws Exception {
        batch(
                arrival(c -> c.country = "FR", 1, Verdict.ON_TIME),
                arrival(
                        c -> {
                            c.eventId = "e2";
                            c.country = "FR";
                        },
                        2,
                        Verdict.LATE));
        batch(
                arrival(c -> c.country = "DE", 1, Verdict.ON_TIME),
                arrival(
                        c -> {
                            c.eventId = "e2";
                            c.country = "DE";
                        },
                        2,
                        Verdict.LATE));
        assertThat(sql.lines("SELECT event_id, country FROM click_event ORDER BY event_id"))
                .containsExactly("e|DE", "e2|FR");
    }

    @Test
    void clearsLateForACopyThatIsCounted() throws Exception {
        batch(arrival("e1", 1, Verdict.LATE), arrival("e2", 2, Verdict.LATE));
        Runs.restart(sql, 0);
        batch(arrival("e1", 3, Verdict.ON_TIME), arrival("e2", 2, Verdict.ON_TIME));
        assertThat(lates()).containsExactly("e1|f", "e2|f");
        assertThat(balance()).isEqualTo(BalanceChange.logged(4, 0));
    }

    @Test
    void leavesAFoldedRowAloneOnAReplay() throws Exception {
        batch(arrival("e1", 1, Verdict.LATE));
        sql.run("UPDATE click_event SET late = false");
        batch(arrival("e1", 1, Verdict.LATE));
        batch(arrival("e1", 2, Verdict.LATE));
        batch(arrival("e1", 3, Verdict.LATE));
        assertThat(lates()).containsExactly("e1|f");
    }

    @ParameterizedTest
    @EnumSource
    void neverMarksABotLate(Verdict verdict) throws Exception {
        Arrival bot = new Arrival(SampleClicks.bot(arrival("e1", 1, verdict).event()), verdict);
        batch(bot);
        Runs.restart(sql, 0);
        batch(bot);
        Runs.restart(sql, 0);
        batch(bot, at(bot, 2));
        assertThat(sql.lines("SELECT late, bot, bot_reasons FROM click_event")).containsExactly("f|t|{http_library}");
        assertThat(balance()).isEqualTo(BalanceChange.logged(3, 1));
    }

    @Test
    void makesPartitionsOnDemandOverMonthEnds() throws Exception {
        List<String> times = List.of(
                "2006-01-01T00:00:00Z",
                "2006-01-31T23:59:59.999Z",
                "2006-02-01T00:00:00Z",
                "2012-02-29T12:00:00Z",
                "2023-12-31T23:59:59.999Z",
                "2024-01-01T00:00:00Z",
                "2024-05-01T12:00:00Z");
        List<Arrival> arrivals = new ArrayList<>();
        for (String time : times) {
            arrivals.add(arrival(c -> c.occurredAt = Instant.parse(time).toEpochMilli(), 1, Verdict.LATE));
        }
        batch(arrivals.toArray(Arrival[]::new));
        assertThat(sql.lines("SELECT tableoid::regclass, occurred_at FROM click_event ORDER BY 2"))
                .containsExactly(
                        "click_event_2006_01|2006-01-01 00:00:00+00",
                        "click_event_2006_01|2006-01-31 23:59:59.999+00",
                        "click_event_2006_02|2006-02-01 00:00:00+00",
                        "click_event_2012_02|2012-02-29 12:00:00+00",
                        "click_event_2023_12|2023-12-31 23:59:59.999+00",
                        "click_event_2024_01|2024-01-01 00:00:00+00",
                        "click_event_2024_05|2024-05-01 12:00:00+00");
    }

    @Test
    void waitsForALockThatIsInTheWayOfAPartition() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Connection analyze = DATABASE.owner().getConnection();
                Statement statement = analyze.createStatement()) {
            analyze.setAutoCommit(false);
            statement.execute("LOCK TABLE click_event IN SHARE UPDATE EXCLUSIVE MODE");
            Future<?> release = other.submit(() -> {
                // Longer than one try waits.
                Thread.sleep(1_500);
                analyze.rollback();
                return null;
            });
            batch(arrival(
                    c -> c.occurredAt = Instant.parse("2033-07-01T00:00:00Z").toEpochMilli(), 1, Verdict.LATE));
            assertThat(release.isDone()).isTrue();
            release.get();
        } finally {
            other.shutdown();
        }
        assertThat(sql.lines("SELECT tableoid::regclass FROM click_event")).containsExactly("click_event_2033_07");
    }

    @Test
    void endsWhileItWaitsForALockIfTheTaskIsCancelled() throws Exception {
        try (Connection index = DATABASE.owner().getConnection();
                Statement statement = index.createStatement()) {
            index.setAutoCommit(false);
            statement.execute("LOCK TABLE click_event IN SHARE UPDATE EXCLUSIVE MODE");
            // As Flink does to the thread of a task that is cancelled.
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> batch(arrival(
                            c -> c.occurredAt =
                                    Instant.parse("2034-07-01T00:00:00Z").toEpochMilli(),
                            1,
                            Verdict.LATE)))
                    .hasStackTraceContaining("cancelled while the log's partition of 2034-07-01 waits for a lock");
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void keepsAccountsAndTheirSpans() throws Exception {
        batch(
                scoped("acme", "spring", "l1", "2024-05-02T23:59:59.999Z"),
                scoped("acme", "spring", "", "2024-05-01T00:00:00Z"),
                scoped("globex", "", "", "2024-05-03T00:00:00Z"));
        List<String> accounts = sql.lines("SELECT * FROM account");
        batch(scoped("acme", "spring", "l1", "2024-04-30T10:00:00Z"));
        batch(scoped("acme", "", "l1", "2024-05-09T10:00:00Z"), scoped("acme", "", "", "2024-05-03T10:00:00Z"));
        assertThat(sql.lines("SELECT * FROM scope_span ORDER BY 1, 2, 3"))
                .containsExactly(
                        "acme|account||2024-04-30|2024-05-09",
                        "acme|campaign|spring|2024-04-30|2024-05-02",
                        "acme|link|l1|2024-04-30|2024-05-09",
                        "acme|source|spring|2024-04-30|2024-05-02",
                        "globex|account||2024-05-03|2024-05-03");
        assertThat(sql.lines("SELECT * FROM account")).hasSize(2).isEqualTo(accounts);
    }

    @Test
    void makesARowOfANewLinkFromItsFirstEvent() throws Exception {
        sql.run(
                "INSERT INTO link VALUES ('acme', 'known', 'd', 'k', 'u', '', '{\"title\":\"T\"}', 'epoch', 'epoch', 1, 5)");
        batch(
                linked("l1", "https://later.test/", NOON + 1),
                linked("l1", "https://first.test/", NOON),
                linked("known", "https://other.test/", NOON),
                linked("", "https://no-link.test/", NOON));
        batch(linked("l1", "https://again.test/", NOON - 86_400_000), linked("known", "", NOON - 2 * 86_400_000));
        batch(linked("l1", "https://again.test/", NOON + 86_400_000));
        assertThat(sql.lines("SELECT * FROM link ORDER BY link_id"))
                .containsExactly(
                        "acme|known|d|k|u||{\"title\": \"T\"}|1970-01-01 00:00:00+00|1970-01-01 00:00:00+00|1|5",
                        "acme|l1|go.test|l1|https://first.test/|x-l1|{}|2024-04-30 12:00:00+00|2024-05-01 12:00:00+00|~|~");
    }

    private static Arrival linked(String linkId, String url, long occurredAt) {
        return arrival(
                c -> {
                    c.eventId = linkId + occurredAt;
                    c.linkId = linkId;
                    c.domain = "go.test";
                    c.key = linkId;
                    c.externalId = "x-" + linkId;
                    c.url = url;
                    c.occurredAt = occurredAt;
                },
                0,
                Verdict.ON_TIME);
    }

    @Test
    void keepsSpansOfWhatACopyThatIsCountedSays() throws Exception {
        batch(arrival(c -> c.campaignId = "first", 1, Verdict.LATE));
        batch(arrival(c -> c.campaignId = "counted", 2, Verdict.ON_TIME));
        assertThat(sql.lines("SELECT campaign_id FROM click_event")).containsExactly("counted");
        assertThat(eventsOutsideTheirSpans()).containsExactly("0");
    }

    /** The API reads nothing of a scope outside its span: an event must never be seen before the span that holds it. */
    @Test
    void showsAnEventAndItsSpanAtOnce() throws Exception {
        batch(scoped("acme", "spring", "l1", "2024-05-01T00:00:00Z"));
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try (Connection holder = DATABASE.owner().getConnection()) {
            holder.setAutoCommit(false);
            try (Statement statement = holder.createStatement()) {
                statement.execute("SELECT * FROM scope_span FOR UPDATE");
            }
            Future<?> written = writer.submit(() -> {
                batch(scoped("acme", "spring", "l1", "2024-05-09T00:00:00Z"));
                return null;
            });
            awaitASessionThatWaitsForALock();
            assertThat(sql.lines("SELECT count(*) FROM click_event")).containsExactly("1");
            holder.rollback();
            assertThat(written.get(10, TimeUnit.SECONDS)).isNull();
        } finally {
            writer.shutdownNow();
        }
        assertThat(sql.lines("SELECT count(*) FROM click_event")).containsExactly("2");
        assertThat(eventsOutsideTheirSpans()).containsExactly("0");
    }

    private void awaitASessionThatWaitsForALock() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (sql.lines("""
                        SELECT pid FROM pg_stat_activity
                         WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """).isEmpty()) {
            assertThat(System.nanoTime()).as("no session waited").isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    /** How many events lie outside the span of their account, campaign, link or source. */
    private List<String> eventsOutsideTheirSpans() throws SQLException {
        return sql.lines("""
                SELECT count(*)
                  FROM click_event e
                 CROSS JOIN LATERAL (VALUES ('account', ''), ('campaign', campaign_id), ('link', link_id),
                                            ('source', source_id)) AS of (scope, id)
                  LEFT JOIN scope_span s
                    ON s.account_id = e.account_id
                   AND s.scope = of.scope
                   AND s.scope_id = of.id
                 WHERE (of.scope = 'account' OR of.id <> '')
                   AND ((e.occurred_at AT TIME ZONE 'UTC')::date BETWEEN s.first_day AND s.last_day) IS NOT TRUE
                """);
    }

    @Test
    void bringsEveryTextAsItWas() throws Exception {
        String odd = "tab\t nl\n cr\r back\\slash \\N \\. quote\"' {a,\"b\"} NULL é 😀 \u0001 \u2028 end\\";
        Arrival arrival = arrival(
                c -> {
                    c.accountId = "\\.";
                    c.eventId = odd;
                    c.linkId = odd;
                    c.url = odd;
                    c.customLinkTitle = "\\N";
                    c.tagIds = List.of(odd, "", "NULL", "a,b", "{}", "\\");
                    c.params = Map.of(odd, odd, "", "");
                    c.metadata = "{\"a\":\"\\n\\\\ \\\" 😀\",\"b\":[1.50,null]}";
                    c.customer = new Event.Customer("c1", "", odd, "", "", "", Instant.ofEpochMilli(1_000));
                    c.sale = new Event.Sale(1_234, "usd", "i\\1", "");
                    c.urlLocation = 0;
                },
                1,
                Verdict.ON_TIME);
        batch(arrival);
        Runs.restart(sql, 0);
        batch(arrival);
        assertThat(balance()).isEqualTo(BalanceChange.logged(2, 0));
        String quoted = "E'" + odd.replace("\\", "\\\\").replace("'", "\\'") + "'";
        assertThat(sql.lines("SELECT account_id, event_id = " + quoted + ", link_id = event_id, url = event_id,"
                        + " custom_link_title, tag_ids = ARRAY[event_id, '', 'NULL', 'a,b', '{}', E'\\\\'],"
                        + " params ->> event_id = event_id, params ->> '', metadata, customer ->> 'name' = event_id,"
                        + " customer - 'name', sale_amount, invoice_id, url_location FROM click_event"))
                .containsExactly("\\.|t|t|t|\\N|t|t||{\"a\": \"\\n\\\\ \\\" 😀\", \"b\": [1.50, null]}|t|"
                        + "{\"id\": \"c1\", \"created_at\": \"1970-01-01T00:00:01Z\"}|1234|i\\1|0");
    }

    @Test
    void writesAnAddressInOneForm() throws Exception {
        Arrival sent = arrival(c -> c.ip = "10.0.0.1, [2A00:1450:0:0::8]:443", 1, Verdict.ON_TIME);
        Enricher enricher = new Enricher(GeoLookup.shared(null), UserAgents.shared(), new byte[] {1});
        batch(new Arrival(enricher.enrich(sent.event()), sent.verdict()));
        assertThat(sql.lines("SELECT ip FROM click_event")).containsExactly("2a00:1450::8");
    }

    @Test
    void leavesWhatIsAbsentEmptyOrNull() throws Exception {
        batch(arrival("e1", 1, Verdict.ON_TIME));
        assertThat(sql.lines("SELECT url_location, customer, sale_amount, metadata, params, tag_ids, bot_reasons, url,"
                        + " occurred_at, appended_at FROM click_event"))
                .containsExactly("~|~|~|~|{}|{}|{}||2024-05-01 12:00:00+00|2024-05-01 12:00:00.1+00");
    }

    @Test
    void letsTwoWritersOfTheSameAccountsAndCampaignsPass() throws Exception {
        Runs.admit(sql, RUN);
        int rounds = 40;
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Void>> writers = new ArrayList<>();
            for (int writer = 0; writer < 2; writer++) {
                int number = writer;
                Callable<Void> work = () -> {
                    try (EventLog own = EventLog.open(SampleClicks.access(DATABASE), RUN)) {
                        for (int round = 0; round < rounds; round++) {
                            // A new partition every other round.
                            int month = round / 2;
                            together.await(20, TimeUnit.SECONDS);
                            List<Arrival> batch = new ArrayList<>();
                            for (int i = 0; i < 40; i++) {
                                // The one from first to last, the other from last to first, ever new accounts.
                                int scope = number == 0 ? i : 39 - i;
                                String id = round + "-" + number + "-" + i;
                                String account = "a" + (round / 2 * 40 + scope) % 97;
                                batch.add(arrival(
                                        c -> {
                                            c.accountId = account;
                                            c.eventId = id;
                                            c.campaignId = "c" + scope % 7;
                                            c.occurredAt = NOON - month * 31 * 86_400_000L;
                                        },
                                        i,
                                        Verdict.ON_TIME));
                            }
                            own.write(batch, 0);
                        }
                    }
                    return null;
                };
                writers.add(threads.submit(work));
            }
            assertThat(writers).allSatisfy(writer -> assertThat(writer.get()).isNull());
        } finally {
            threads.shutdownNow();
        }
        assertThat(sql.lines("SELECT count(*) FROM click_event")).containsExactly(String.valueOf(2 * 40 * rounds));
        assertThat(sql.lines("SELECT account_id FROM account EXCEPT SELECT account_id FROM click_event"))
                .isEmpty();
        assertThat(sql.lines("""
                SELECT account_id, campaign_id, min(occurred_at)::date, max(occurred_at)::date
                  FROM click_event GROUP BY 1, 2
                EXCEPT
                SELECT account_id, scope_id, first_day, last_day FROM scope_span WHERE scope = 'campaign'
                """)).isEmpty();
    }

    private void batch(Arrival... arrivals) throws Exception {
        for (Arrival arrival : arrivals) {
            harness.processElement(new StreamRecord<>(arrival));
        }
        harness.prepareSnapshotPreBarrier(1);
    }

    private void send(String id, long offset, Verdict verdict) throws Exception {
        harness.processElement(new StreamRecord<>(arrival(id, offset, verdict)));
    }

    private static Arrival arrival(String id, long offset, Verdict verdict) {
        return arrival(c -> c.eventId = id, offset, verdict);
    }

    private static Arrival arrival(Consumer<Event.Builder> fill, long offset, Verdict verdict) {
        return SampleClicks.arrival(verdict, c -> {
            c.accountId = "acme";
            c.eventId = "e";
            c.occurredAt = NOON;
            c.appendedAt = NOON + 100;
            c.kafkaOffset = offset;
            fill.accept(c);
        });
    }

    private static Arrival scoped(String account, String campaign, String link, String at) {
        return arrival(
                c -> {
                    c.accountId = account;
                    c.campaignId = campaign;
                    c.linkId = link;
                    c.occurredAt = Instant.parse(at).toEpochMilli();
                },
                1,
                Verdict.LATE);
    }

    /** The same event from another partition. */
    private static Arrival at(Arrival arrival, int partition) {
        Event event = arrival.event();
        Event copy = Event.build(c -> {
            c.accountId = event.accountId();
            c.eventId = event.eventId();
            c.occurredAt = event.occurredAt();
            c.appendedAt = event.kafka().appendedAt();
            c.kafkaPartition = partition;
            c.kafkaOffset = event.kafka().offset();
        });
        return new Arrival(
                arrival.event().isBot() ? SampleClicks.bot(copy) : SampleClicks.human(copy), arrival.verdict());
    }

    private List<String> events() throws SQLException {
        return sql.lines(
                "SELECT event_id, kafka_partition, kafka_offset, late FROM click_event" + " ORDER BY event_id");
    }

    private List<String> lates() throws SQLException {
        return sql.lines("SELECT event_id, late FROM click_event ORDER BY event_id");
    }

    /** The sum of what was emitted since the last call. */
    private BalanceChange balance() {
        BalanceChange sum = BalanceChange.NONE;
        for (BalanceChange change : harness.extractOutputValues()) {
            sum = sum.plus(change);
        }
        harness.getOutput().clear();
        return sum;
    }

    private static OneInputStreamOperatorTestHarness<Arrival, BalanceChange> harness(int maxBatchRows)
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new WriteEventLog(SampleClicks.access(DATABASE), Duration.ofMillis(250), maxBatchRows),
                TypeInformation.of(Arrival.class).createSerializer(new SerializerConfigImpl()));
    }
}
