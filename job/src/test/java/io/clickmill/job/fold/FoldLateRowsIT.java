package io.clickmill.job.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.TestDatabase;
import io.clickmill.job.RollupReferee;
import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import io.clickmill.job.enrich.EnrichedArrival;
import io.clickmill.job.event.Click;
import io.clickmill.job.log.WriteEventLog;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.receive.Verdict;
import io.clickmill.job.time.Lateness;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldLateRowsIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-05-20T06:00:00Z"), ZoneOffset.UTC);
    private static final String PROGRESS = "2024-05-20T05:59:30Z";
    private static final String OLDEST_MINUTES = "2024-05-13T00:00:00Z";
    private static final String TODAY = "2024-05-20T00:00:00Z";
    private static final int WHOLE = FoldLateRows.MAX_PART_EVENTS;

    private final Sql sql = new Sql(DATABASE.owner());
    private final RollupReferee referee = new RollupReferee(sql);
    private final List<EnrichedArrival> pending = new ArrayList<>();
    private int events;

    @BeforeEach
    void empty() throws SQLException {
        sql.run("TRUNCATE click_event, rollup, rollup_gap, rollup_progress, account, scope_span");
        progress(PROGRESS);
    }

    @ParameterizedTest(name = "seed {0}, parts of {1}")
    @CsvSource({"1, 20000", "2, 20000", "3, 100"})
    void makesRollupsOfAllEventsOfCompleteDays(long seed, int partEvents) throws Exception {
        randomDays(seed);
        List<String> ofToday = rowsFrom(TODAY);
        long late = lateBefore(TODAY);

        FoldedRows folded = fold(partEvents);

        assertThat(folded.events()).isEqualTo(late).isPositive();
        assertThat(lateBefore(TODAY)).isZero();
        assertRollupsCountTheLog();
        assertThat(rowsFrom(TODAY)).isEqualTo(ofToday);
        assertThat(sql.lines("SELECT count(*) > 0 FROM click_event WHERE late")).containsExactly("t");

        List<String> rows = rowsFrom("1970-01-01");
        assertThat(fold(partEvents)).isEqualTo(FoldedRows.NONE);
        assertThat(rowsFrom("1970-01-01")).isEqualTo(rows);
    }

    /** Ten times as many links, each with a few events: not ten times as many statements. */
    @Test
    void readsBucketsWithoutRowsManyAtOnce() throws Exception {
        assertThat(statementsOfAFold("2024-05-17", 20)).isBetween(5L, 20L);
        assertThat(statementsOfAFold("2024-05-18", 200)).isBetween(5L, 20L);
        assertRollupsCountTheLog();
    }

    @Test
    void takesUpWhereItWasCutOff() throws Exception {
        randomDays(6);
        long late = lateBefore(TODAY);
        AtomicInteger commits = new AtomicInteger(7);
        DataSource failing = failingAtCommit(DATABASE.writer(), commits);
        assertThatThrownBy(() -> new FoldLateRows(failing, CLOCK, 50).foldOnce())
                .hasMessage("cut off");
        long left = lateBefore(TODAY);
        assertThat(left).isBetween(1L, late - 1);
        assertRollupsCountTheLog();

        assertThat(fold(50).events()).isEqualTo(left);
        assertRollupsCountTheLog();
    }

    @Test
    void leavesADayWithAGapAlone() throws Exception {
        busyDay("acme", "2024-05-17", 200, 40);
        busyDay("globex", "2024-05-17", 200, 40);
        busyDay("acme", "2024-05-16", 200, 40);
        busyDay("globex", "2024-05-15", 200, 40);
        insertRollups();
        sql.run("INSERT INTO rollup_gap (account_id, day, reason) VALUES ('acme', '2024-05-17', 'test'),"
                + " (NULL, '2024-05-15', 'test')");
        fold(WHOLE);
        assertThat(sql.lines("SELECT DISTINCT account_id, occurred_at::date FROM click_event WHERE late ORDER BY 1, 2"))
                .containsExactly("acme|2024-05-17", "globex|2024-05-15");
        assertRollupsCountTheLog();
        sql.run("DELETE FROM rollup_gap");
        fold(WHOLE);
        assertThat(lateBefore(TODAY)).isZero();
        assertRollupsCountTheLog();
    }

    @Test
    void waitsForTheEndOfTheDay() throws Exception {
        busyDay("acme", "2024-05-17", 100, 100);
        insertRollups();
        progress("2024-05-17T23:59:59.999Z");
        assertThat(fold(WHOLE)).isEqualTo(FoldedRows.NONE);
        progress("2024-05-18T00:00:00Z");
        assertThat(fold(WHOLE).events()).isEqualTo(100);
        assertRollupsCountTheLog();
    }

    @Test
    void doesNothingWithoutAProgress() throws Exception {
        busyDay("acme", "2024-05-17", 0, 100);
        sql.run("TRUNCATE rollup_progress");
        assertThat(fold(WHOLE)).isEqualTo(FoldedRows.NONE);
    }

    @ParameterizedTest
    @CsvSource({"2024-05-19, true", "2024-05-13, true", "2024-05-12, false", "2015-02-28, false"})
    void makesMinutesOnlyForTheDaysThatKeepThem(String day, boolean kept) throws Exception {
        busyDay("acme", day, 0, 500);
        fold(WHOLE);
        assertThat(referee.differences(Granularity.HOUR, "true")).isEmpty();
        assertThat(referee.differences(Granularity.DAY, "true")).isEmpty();
        assertThat(sql.lines("SELECT count(*) > 0 FROM rollup WHERE granularity = 'minute'"))
                .containsExactly(kept ? "t" : "f");
    }

    /** The day a week ago has its minutes still, and so has an older one if the job was down when it should have dropped them. */
    @ParameterizedTest
    @CsvSource({"2024-05-13", "2024-05-02"})
    void keepsMinutesRightWhereverTheyAre(String day) throws Exception {
        busyDay("acme", day, 500, 100);
        for (Granularity granularity : Granularity.values()) {
            referee.insert(granularity, "true");
        }
        assertThat(referee.differences("true")).isEmpty();
        fold(WHOLE);
        assertThat(lateBefore(TODAY)).isZero();
        assertThat(referee.differences("true")).isEmpty();
    }

    @Test
    void findsTheScopeOfAnIdThatIsLongerThanARollupsValue() throws Exception {
        // 256 characters are 768 bytes: valid as an id, cut as a value.
        String id = "漢".repeat(256);
        for (int i = 0; i < 100; i++) {
            int number = i;
            log(number < 70 ? Verdict.ON_TIME : Verdict.LATE, c -> {
                c.accountId = "acme";
                c.campaignId = id;
                c.linkId = id;
                c.sourceId = id;
                c.occurredAt = Instant.parse("2024-05-17T12:00:00Z").toEpochMilli() + number;
            });
        }
        flush();
        sql.run("""
                INSERT INTO rollup (account_id, scope, dimension, granularity, scope_id, bucket_start, overflow, vals, clicks,
                                    uniques, uniques_estimate)
                VALUES ('acme', 'campaign', 'total', 'day', '%s', '2024-05-17', false, '{""}', '{70}', '{""}', '{0}')
                """.formatted(id));
        fold(WHOLE);
        assertThat(sql.lines("SELECT DISTINCT scope, scope_id = '" + id + "' FROM rollup WHERE scope <> 'account'"))
                .containsExactlyInAnyOrder("campaign|t", "link|t", "source|t");
        assertThat(sql.lines("SELECT clicks FROM rollup_value WHERE scope = 'campaign' AND dimension = 'total'"
                        + " AND granularity = 'day'"))
                .containsExactly("100");
    }

    @Test
    void letsAnOverflowedRowStaySo() throws Exception {
        for (int i = 0; i < 10_020; i++) {
            int number = i;
            log(number < 9_990 ? Verdict.ON_TIME : Verdict.LATE, c -> {
                c.accountId = "acme";
                c.city = "city " + number;
                c.subscriberId = "s" + number % 500;
                c.occurredAt = Instant.parse("2024-05-17T12:00:00Z").toEpochMilli() + number;
            });
        }
        flush();
        insertRollups();
        assertThat(sql.lines("SELECT DISTINCT overflow FROM rollup")).containsExactly("f");
        fold(29);
        String city = "SELECT overflow, cardinality(vals) FROM rollup WHERE dimension = 'city' AND scope = 'account'";
        assertThat(sql.lines(city + " ORDER BY granularity")).containsExactly("t|0", "t|0", "t|0");
        log(Verdict.LATE, c -> {
            c.accountId = "acme";
            c.city = "city 1";
            c.occurredAt = Instant.parse("2024-05-17T12:00:00Z").toEpochMilli();
        });
        flush();
        fold(WHOLE);
        assertThat(sql.lines(city)).containsExactly("t|0", "t|0", "t|0");
        assertThat(sql.lines("SELECT DISTINCT clicks, uniques_estimate FROM rollup_value WHERE dimension = 'total'"
                        + " AND granularity = 'day'"))
                .containsExactly("10021|501");
    }

    @Test
    void foldsOnlyWhatOneOfTwoFoldsHasLeft() throws Exception {
        randomDays(8);
        long late = lateBefore(TODAY);
        List<FoldedRows> done = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread thread = new Thread(() -> {
                try {
                    FoldedRows folded = fold(100);
                    synchronized (done) {
                        done.add(folded);
                    }
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(done).hasSize(2);
        assertThat(done.stream().mapToLong(FoldedRows::events).sum()).isEqualTo(late);
        assertRollupsCountTheLog();
    }

    /** Folds the late events of so many links, of which each has some that are on time, and no bucket has rows. */
    private long statementsOfAFold(String day, int links) throws Exception {
        long start = Instant.parse(day + "T12:00:00Z").toEpochMilli();
        for (int i = 0; i < links * 4; i++) {
            int number = i;
            log(i % 4 == 0 ? Verdict.ON_TIME : Verdict.LATE, c -> {
                c.accountId = "acme";
                c.linkId = "l" + number / 4;
                c.occurredAt = start + number;
            });
        }
        flush();
        AtomicLong statements = new AtomicLong();
        DataSource counting = watching(DATABASE.writer(), method -> {
            if (method.equals("prepareStatement")) {
                statements.incrementAndGet();
            }
        });
        assertThat(new FoldLateRows(counting, CLOCK).foldOnce().events()).isEqualTo(links * 3L);
        return statements.get();
    }

    private static FoldedRows fold(int partEvents) throws SQLException {
        return new FoldLateRows(DATABASE.writer(), CLOCK, partEvents).foldOnce();
    }

    private void assertRollupsCountTheLog() throws SQLException {
        assertThat(referee.differences(Granularity.DAY, "true")).isEmpty();
        assertThat(referee.differences(Granularity.HOUR, "true")).isEmpty();
        assertThat(referee.differences(Granularity.MINUTE, "bucket_start >= '" + OLDEST_MINUTES + "'"))
                .isEmpty();
        assertThat(sql.lines("SELECT count(*) FROM rollup WHERE granularity = 'minute' AND bucket_start < '"
                        + OLDEST_MINUTES + "'"))
                .containsExactly("0");
    }

    /** History of 2015 and of last month, days of this week with all mixtures, and today. */
    private void randomDays(long seed) throws Exception {
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

    /** Most of a day's events lie in one minute, others in one hour, the rest anywhere. */
    private void busyDay(String account, String day, int onTime, int late) throws Exception {
        Random random = new Random(day.hashCode() * 31L + onTime * 7L + late);
        long start = Instant.parse(day + "T00:00:00Z").toEpochMilli();
        for (int i = 0; i < onTime + late; i++) {
            Verdict verdict = i < onTime ? Verdict.ON_TIME : i % 5 == 0 ? Verdict.REFUSED : Verdict.LATE;
            int where = random.nextInt(10);
            long offset = where < 5
                    ? random.nextInt(60_000)
                    : where < 8 ? random.nextInt(3_600_000) : random.nextInt(86_400_000);
            boolean toTheEnd = random.nextInt(3) == 0;
            log(verdict, c -> {
                SampleClicks.fill(c, random);
                c.accountId = account;
                c.occurredAt = toTheEnd ? start + 86_399_999 - offset : start + offset;
            });
        }
        flush();
    }

    private void log(Verdict verdict, Consumer<Click.Builder> fill) {
        int number = events++;
        Click click = Click.build(c -> {
            fill.accept(c);
            c.eventId = "e" + number;
            c.kafkaOffset = number;
            c.appendedAt = c.occurredAt;
        });
        boolean bot = number % 17 == 0
                && verdict == Verdict.ON_TIME
                && !click.accountId().equals("acme");
        pending.add(new EnrichedArrival(bot ? SampleClicks.bot(click) : SampleClicks.human(click), verdict));
    }

    private void flush() throws Exception {
        try (OneInputStreamOperatorTestHarness<EnrichedArrival, BalanceChange> log =
                new OneInputStreamOperatorTestHarness<>(
                        new WriteEventLog(
                                SampleClicks.access(DATABASE), Lateness.DEFAULT, Duration.ofSeconds(1), 20_000),
                        TypeInformation.of(EnrichedArrival.class).createSerializer(new SerializerConfigImpl()))) {
            Runs.admit(sql, log);
            log.open();
            for (EnrichedArrival arrival : pending) {
                log.processElement(new StreamRecord<>(arrival));
            }
            log.prepareSnapshotPreBarrier(1);
        }
        pending.clear();
    }

    private void insertRollups() throws SQLException {
        referee.insert(Granularity.DAY, "true");
        referee.insert(Granularity.HOUR, "true");
        referee.insert(Granularity.MINUTE, "bucket_start >= '" + OLDEST_MINUTES + "'");
        assertRollupsCountTheLog();
    }

    private void progress(String progress) throws SQLException {
        sql.run("TRUNCATE rollup_progress");
        sql.run("INSERT INTO rollup_progress VALUES (true, '" + progress + "', 1, 0, 0, 0, 0, '2024-05-20')");
    }

    private long lateBefore(String instant) throws SQLException {
        return Long.parseLong(
                sql.lines("SELECT count(*) FROM click_event WHERE late AND occurred_at < '" + instant + "'")
                        .get(0));
    }

    private List<String> rowsFrom(String instant) throws SQLException {
        return sql.lines("SELECT * FROM rollup WHERE bucket_start >= '" + instant + "' ORDER BY 1, 2, 3, 4, 5, 6");
    }

    /** Connections that break instead of their n-th commit. */
    private static DataSource failingAtCommit(DataSource real, AtomicInteger commitsLeft) {
        return watching(real, method -> {
            if (method.equals("commit") && commitsLeft.decrementAndGet() == 0) {
                throw new IllegalStateException("cut off");
            }
        });
    }

    /** Connections that tell of each call, by the method's name, before it. */
    private static DataSource watching(DataSource real, Consumer<String> call) {
        return proxy(
                DataSource.class,
                real,
                method -> {},
                connection -> proxy(Connection.class, connection, call, result -> result));
    }

    private interface Wrap {
        Object wrap(Object result);
    }

    private static <T> T proxy(Class<T> type, Object real, Consumer<String> before, Wrap connections) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            before.accept(method.getName());
            try {
                Object result = method.invoke(real, args);
                return result instanceof Connection ? connections.wrap(result) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
