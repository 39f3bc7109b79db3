package io.clickmill.job.log;

import static io.clickmill.job.log.LogHarness.NOON;
import static io.clickmill.job.log.LogHarness.arrival;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.progress.RunId;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Accounts, links and the spans of scopes, which are written in the transaction of the events. */
class KnownScopesIT {
    private static final RunId RUN = new RunId("run");

    @RegisterExtension
    static final LogHarness LOG = new LogHarness();

    @Test
    void keepsAccountsAndTheirSpans() throws Exception {
        LOG.batch(
                scoped("acme", "spring", "l1", "2024-05-02T23:59:59.999Z"),
                scoped("acme", "spring", "", "2024-05-01T00:00:00Z"),
                scoped("globex", "", "", "2024-05-03T00:00:00Z"));
        List<String> accounts = LOG.sql.lines("SELECT * FROM account");
        LOG.batch(scoped("acme", "spring", "l1", "2024-04-30T10:00:00Z"));
        LOG.batch(scoped("acme", "", "l1", "2024-05-09T10:00:00Z"), scoped("acme", "", "", "2024-05-03T10:00:00Z"));
        assertThat(LOG.sql.lines("SELECT * FROM scope_span ORDER BY 1, 2, 3"))
                .containsExactly(
                        "acme|account||2024-04-30|2024-05-09",
                        "acme|campaign|spring|2024-04-30|2024-05-02",
                        "acme|link|l1|2024-04-30|2024-05-09",
                        "acme|source|spring|2024-04-30|2024-05-02",
                        "globex|account||2024-05-03|2024-05-03");
        assertThat(LOG.sql.lines("SELECT * FROM account")).hasSize(2).isEqualTo(accounts);
    }

    @Test
    void makesARowOfANewLinkFromItsFirstEvent() throws Exception {
        LOG.sql.run(
                "INSERT INTO link VALUES ('acme', 'known', 'd', 'k', 'u', '', '{\"title\":\"T\"}', 'epoch', 'epoch', 1, 5)");
        LOG.batch(
                linked("l1", "https://later.test/", NOON + 1),
                linked("l1", "https://first.test/", NOON),
                linked("known", "https://other.test/", NOON),
                linked("", "https://no-link.test/", NOON));
        LOG.batch(linked("l1", "https://again.test/", NOON - 86_400_000), linked("known", "", NOON - 2 * 86_400_000));
        LOG.batch(linked("l1", "https://again.test/", NOON + 86_400_000));
        assertThat(LOG.sql.lines("SELECT * FROM link ORDER BY link_id"))
                .containsExactly(
                        "acme|known|d|k|u||{\"title\": \"T\"}|1970-01-01 00:00:00+00|1970-01-01 00:00:00+00|1|5",
                        "acme|l1|go.test|l1|https://first.test/|x-l1|{}|2024-04-30 12:00:00+00|2024-05-01 12:00:00+00|~|~");
    }

    @Test
    void keepsSpansOfWhatACopyThatIsCountedSays() throws Exception {
        LOG.batch(arrival(c -> c.campaignId = "first", 1, Verdict.LATE));
        LOG.batch(arrival(c -> c.campaignId = "counted", 2, Verdict.ON_TIME));
        assertThat(LOG.sql.lines("SELECT campaign_id FROM click_event")).containsExactly("counted");
        assertThat(eventsOutsideTheirSpans()).containsExactly("0");
    }

    /** A restarted job knows nothing. It must not write all accounts and spans again, nor use up a
     * {@code loyalty_club_id}. */
    @Test
    void changesNoRowOfWhatAnotherTaskHasWritten() throws Exception {
        Runs.admit(LOG.sql, RUN);
        String versions = """
                SELECT ctid, xmin, xmax FROM account
                 UNION ALL SELECT ctid, xmin, xmax FROM scope_span
                 UNION ALL SELECT ctid, xmin, xmax FROM link""";
        try (EventLog first = EventLog.open(SampleClicks.access(LOG.database), RUN);
                EventLog second = EventLog.open(SampleClicks.access(LOG.database), RUN)) {
            first.write(
                    List.of(
                            scoped("acme", "spring", "l1", "2024-05-01T00:00:00Z"),
                            scoped("acme", "spring", "l1", "2024-05-03T00:00:00Z")),
                    0);
            List<String> before = LOG.sql.lines(versions);
            second.write(
                    List.of(
                            scoped("acme", "spring", "l1", "2024-05-02T00:00:00Z"),
                            scoped("acme", "", "l1", "2024-05-03T00:00:01Z")),
                    0);
            assertThat(LOG.sql.lines(versions)).hasSize(6).isEqualTo(before);
            second.write(List.of(scoped("globex", "", "", "2024-05-02T00:00:00Z")), 0);
        }
        assertThat(LOG.sql.lines("SELECT max(loyalty_club_id) - min(loyalty_club_id) FROM account"))
                .containsExactly("1");
    }

    /** The API reads nothing of a scope outside its span: an event must never be seen before the span that holds it. */
    @Test
    void showsAnEventAndItsSpanAtTheSameTime() throws Exception {
        LOG.batch(scoped("acme", "spring", "l1", "2024-05-01T00:00:00Z"));
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try (Connection holder = LOG.database.owner().getConnection()) {
            holder.setAutoCommit(false);
            try (Statement statement = holder.createStatement()) {
                statement.execute("SELECT * FROM scope_span FOR UPDATE");
            }
            Future<?> written = writer.submit(() -> {
                LOG.batch(scoped("acme", "spring", "l1", "2024-05-09T00:00:00Z"));
                return null;
            });
            awaitASessionThatWaitsForALock();
            assertThat(LOG.sql.lines("SELECT count(*) FROM click_event")).containsExactly("1");
            holder.rollback();
            assertThat(written.get(10, TimeUnit.SECONDS)).isNull();
        } finally {
            writer.shutdownNow();
        }
        assertThat(LOG.sql.lines("SELECT count(*) FROM click_event")).containsExactly("2");
        assertThat(eventsOutsideTheirSpans()).containsExactly("0");
    }

    @Test
    void letsTwoWritersOfTheSameAccountsAndCampaignsPass() throws Exception {
        Runs.admit(LOG.sql, RUN);
        int rounds = 40;
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Void>> writers = new ArrayList<>();
            for (int writer = 0; writer < 2; writer++) {
                int number = writer;
                Callable<Void> work = () -> {
                    try (EventLog own = EventLog.open(SampleClicks.access(LOG.database), RUN)) {
                        for (int round = 0; round < rounds; round++) {
                            // A new partition every other round.
                            int month = round / 2;
                            together.await(20, TimeUnit.SECONDS);
                            List<Arrival> batch = new ArrayList<>();
                            for (int i = 0; i < 40; i++) {
                                // One writer goes from first to last, the other from last to first. All accounts are
                                // new.
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
        assertThat(LOG.sql.lines("SELECT count(*) FROM click_event")).containsExactly(String.valueOf(2 * 40 * rounds));
        assertThat(LOG.sql.lines("SELECT account_id FROM account EXCEPT SELECT account_id FROM click_event"))
                .isEmpty();
        assertThat(LOG.sql.lines("""
                SELECT account_id, campaign_id, min(occurred_at)::date, max(occurred_at)::date
                  FROM click_event GROUP BY 1, 2
                EXCEPT
                SELECT account_id, scope_id, first_day, last_day FROM scope_span WHERE scope = 'campaign'
                """)).isEmpty();
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

    private void awaitASessionThatWaitsForALock() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (LOG.sql.lines("""
                        SELECT pid FROM pg_stat_activity
                         WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """).isEmpty()) {
            assertThat(System.nanoTime()).as("no session waited").isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    /** How many events lie outside the span of their account, campaign, link or source. */
    private List<String> eventsOutsideTheirSpans() throws SQLException {
        return LOG.sql.lines("""
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
}
