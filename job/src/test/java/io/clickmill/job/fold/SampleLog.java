package io.clickmill.job.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.Event;
import io.clickmill.job.RollupReferee;
import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import io.clickmill.job.log.WriteEventLog;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** A log of some days, as the job writes it, and its rollups. The time is 20 May 2024, 6 o'clock. */
final class SampleLog {
    /**
     * The number of events of 17 May as the API finds it in one snapshot: from the log, or from the rollup and the late
     * rows.
     */
    static final String ANSWER = """
            SELECT CASE WHEN r.events IS NULL OR EXISTS (SELECT FROM rollup_gap WHERE day = '2024-05-17')
                        THEN l.events
                        ELSE r.events + l.late END
              FROM (SELECT count(*) AS events, count(*) FILTER (WHERE late) AS late
                      FROM click_event
                     WHERE occurred_at >= '2024-05-17' AND occurred_at < '2024-05-18') AS l
              LEFT JOIN (SELECT clicks[1] + coalesce(leads[1], 0) + coalesce(sales[1], 0) AS events
                           FROM rollup
                          WHERE scope = 'account' AND dimension = 'total' AND granularity = 'day'
                            AND bucket_start = '2024-05-17') AS r ON true
            """;

    static final Clock CLOCK = Clock.fixed(Instant.parse("2024-05-20T06:00:00Z"), ZoneOffset.UTC);
    static final String TODAY = "2024-05-20T00:00:00Z";
    private static final String OLDEST_MINUTES = "2024-05-13T00:00:00Z";

    final Sql sql;
    final RollupReferee referee;
    private final TestDatabase database;
    private final List<Arrival> pending = new ArrayList<>();
    private int events;

    SampleLog(TestDatabase database) {
        this.database = database;
        sql = new Sql(database);
        referee = new RollupReferee(sql);
    }

    /** Empties all tables, and stores a progress. */
    void empty() throws SQLException {
        sql.run("TRUNCATE click_event, rollup, rollup_gap, rollup_progress, account, scope_span");
        progress("2024-05-20T05:59:30Z");
    }

    void progress(String progress) throws SQLException {
        sql.run("TRUNCATE rollup_progress");
        sql.run("INSERT INTO rollup_progress VALUES (true, '" + progress + "', 1, 0, 0, 0, 0, '2024-05-20')");
    }

    /**
     * Writes events of 2015, of last month, of this week with all mixtures of on-time and late, and of today, and their
     * rollups.
     */
    void randomDays(long seed) throws Exception {
        Random random = new Random(seed);
        for (String day : List.of("2015-03-01", "2015-02-28", "2024-04-30", "2024-05-12")) {
            busyDay("acme", day, 0, random.nextInt(400));
            busyDay("globex", day, 0, random.nextInt(100));
        }
        for (String day : List.of("2024-05-13", "2024-05-17", "2024-05-18", "2024-05-19", "2024-05-20")) {
            busyDay("acme", day, random.nextInt(600), random.nextInt(200));
            busyDay("globex", day, random.nextInt(120), 1 + random.nextInt(40));
        }
        insertRollups();
    }

    /**
     * Writes a day of events. Half of them lie in the first or last minute, others in the first or last hour, the rest
     * anywhere.
     */
    void busyDay(String account, String day, int onTime, int late) throws Exception {
        Random random = new Random(day.hashCode() * 31L + onTime * 7L + late);
        long start = Instant.parse(day + "T00:00:00Z").toEpochMilli();
        for (int i = 0; i < onTime + late; i++) {
            Verdict verdict = i < onTime ? Verdict.ON_TIME : Verdict.LATE;
            int where = random.nextInt(10);
            long offset = where < 5
                    ? random.nextInt(60_000)
                    : where < 8 ? random.nextInt(3_600_000) : random.nextInt(86_400_000);
            boolean toTheEnd = random.nextInt(3) == 0;
            add(verdict, c -> {
                SampleClicks.fill(c, random);
                c.accountId = account;
                c.occurredAt = toTheEnd ? start + 86_399_999 - offset : start + offset;
            });
        }
        write();
    }

    /** Adds an event to those that are to be written. */
    void add(Verdict verdict, Consumer<Event.Builder> fill) {
        int number = events++;
        Event event = Event.build(c -> {
            fill.accept(c);
            c.eventId = "e" + number;
            c.kafkaOffset = number;
            c.appendedAt = c.occurredAt;
        });
        boolean bot = number % 17 == 0
                && verdict == Verdict.ON_TIME
                && !event.accountId().equals("acme");
        pending.add(new Arrival(bot ? SampleClicks.bot(event) : SampleClicks.human(event), verdict));
    }

    void write() throws Exception {
        try (OneInputStreamOperatorTestHarness<Arrival, BalanceChange> log = new OneInputStreamOperatorTestHarness<>(
                new WriteEventLog(SampleClicks.access(database), Duration.ofSeconds(1), 20_000),
                TypeInformation.of(Arrival.class).createSerializer(new SerializerConfigImpl()))) {
            Runs.admit(sql, log);
            log.open();
            for (Arrival arrival : pending) {
                log.processElement(new StreamRecord<>(arrival));
            }
            log.prepareSnapshotPreBarrier(1);
        }
        pending.clear();
    }

    /** Writes the rows that the windows would have written. */
    void insertRollups() throws SQLException {
        referee.insert(Granularity.DAY, "true");
        referee.insert(Granularity.HOUR, "true");
        referee.insert(Granularity.MINUTE, "bucket_start >= '" + OLDEST_MINUTES + "'");
        assertRollupsCountTheLog();
    }

    void assertRollupsCountTheLog() throws SQLException {
        assertRollupsCountTheLog("true");
    }

    /** @param condition on {@code bucket_start} */
    void assertRollupsCountTheLog(String condition) throws SQLException {
        assertThat(referee.differences(Granularity.DAY, condition)).isEmpty();
        assertThat(referee.differences(Granularity.HOUR, condition)).isEmpty();
        assertThat(referee.differences(
                        Granularity.MINUTE, "bucket_start >= '" + OLDEST_MINUTES + "' AND (" + condition + ")"))
                .isEmpty();
        assertThat(sql.lines("SELECT count(*) FROM rollup WHERE granularity = 'minute' AND bucket_start < '"
                        + OLDEST_MINUTES + "' AND (" + condition + ")"))
                .containsExactly("0");
    }

    long lateBefore(String instant) throws SQLException {
        return Long.parseLong(
                sql.lines("SELECT count(*) FROM click_event WHERE late AND occurred_at < '" + instant + "'")
                        .get(0));
    }

    List<String> rowsFrom(String instant) throws SQLException {
        return sql.lines("SELECT * FROM rollup WHERE bucket_start >= '" + instant + "' ORDER BY 1, 2, 3, 4, 5, 6");
    }
}
