package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.Agreement;
import io.clickmill.api.RandomEvents;
import io.clickmill.api.RandomQueries;
import io.clickmill.api.Referee;
import io.clickmill.api.RollupFixture;
import io.clickmill.api.TestEvent;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.ExpensiveQuestions;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.StatsResult.Uniques;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresStatsReaderIT {
    private static final List<Field> FIELDS = List.of(
            Field.CAMPAIGN,
            Field.LINK,
            Field.SOURCE,
            Field.COUNTRY,
            Field.COUNTRY,
            Field.CITY,
            Field.DEVICE,
            Field.DEVICE,
            Field.BROWSER_VERSION,
            Field.URL,
            Field.CUSTOM_LINK_TITLE,
            Field.PLACEMENT,
            Field.PLACEMENT_STEP,
            Field.ORDERED_PLACEMENT,
            Field.ORDERED_PLACEMENT_OF_ALL_STEPS,
            Field.IP,
            Field.SUBSCRIBER_ID,
            Field.EVENT,
            Field.PARAMS,
            Field.TAG,
            Field.REFERER_URL,
            Field.REFERER,
            Field.REFERER_DOMAIN,
            Field.REGION);

    private static List<TestEvent> events;
    private static Referee referee;
    private static PostgresStatsReader reader;
    private static PagedReader paged;
    private static TestDatabase database;

    @BeforeAll
    static void fill() throws Exception {
        events = RandomEvents.of(1);
        referee = new Referee(events);
        database = TestDatabase.create();
        new RollupFixture(RandomEvents.PROGRESS, Set.of(LocalDate.parse("2026-03-03"))).fill(database, events);
        reader = new PostgresStatsReader(database.pooled(Schema.READER_ROLE));
        paged = new PagedReader(database.pooled(Schema.READER_ROLE));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void answersWhatTheRefereeAnswers(long seed) {
        Random random = new Random(seed);
        RandomQueries queries =
                new RandomQueries(FIELDS, PostgresStatsReaderIT::instant, PostgresStatsReaderIT::valueOf);
        int days = 0;
        int hours = 0;
        int minutes = 0;
        int logRanges = 0;
        long lateRows = 0;
        for (int i = 0; i < 150; i++) {
            StatsQuery query = queries.next(random);
            PlanSummary plan = requireRight(query);
            days += plan.days();
            hours += plan.hours();
            minutes += plan.minutes();
            logRanges += plan.logRanges();
            lateRows += plan.lateRows();
        }
        assertThat(List.of(days > 0, hours > 0, minutes > 0, logRanges > 0, lateRows > 0))
                .as("used days, hours, minutes, log and late rows")
                .containsOnly(true);
    }

    @ParameterizedTest
    @EnumSource(
            value = Field.class,
            names = {"SUBSCRIBER_ID", "COUNTRY"})
    void refusesAllRowsOfTooManyGroupsButNotAPage(Field field) {
        StatsQuery all = StatsQuery.of("acme", range("2026-02-27T00:00:00Z", "2026-03-02T00:00:00Z"))
                .groupBy(field)
                .limit(StatsQuery.MAX_LIMIT)
                .build();
        StatsQuery page = PagedReader.withLimit(all, 3);
        int groups = (int) reader.read(all).total();
        assertThat(capped(groups, 0).read(all)).isEqualTo(reader.read(all));
        assertThat(capped(groups, 0).read(page)).isEqualTo(reader.read(page));
        assertThatThrownBy(() -> capped(groups - 1, 0).read(all))
                .isInstanceOf(QueryException.class)
                .hasMessage("group_by: more than " + (groups - 1) + " groups (expected: a shorter range or a filter)");
        assertThat(capped(groups - 1, 0).read(page)).isEqualTo(reader.read(page));
        assertThat(reader.read(page).total()).isEqualTo(groups);
    }

    @Test
    void refusesAllGroupsThatTakeTooMuchMemoryButNotAPage() {
        StatsQuery all = StatsQuery.of("acme", range("2026-02-27T00:00:00Z", "2026-03-10T00:00:00Z"))
                .groupBy(Field.URL)
                .limit(StatsQuery.MAX_LIMIT)
                .build();
        PostgresStatsReader small = new PostgresStatsReader(
                database.pooled(Schema.READER_ROLE),
                new AnswerMemory(500_000, 500_000),
                ExpensiveQuestions.unlimited(),
                Optional.empty());
        assertThatThrownBy(() -> small.read(all))
                .isInstanceOf(QueryException.class)
                .hasMessageStartingWith("group_by: groups that take too much memory");
        StatsQuery page = PagedReader.withLimit(all, 10);
        assertThat(small.read(page)).isEqualTo(reader.read(page));
    }

    @Test
    void refusesUniquesOfTooManyVisitorsInTheLog() {
        StatsQuery query = StatsQuery.of("acme", range("2026-02-27T00:00:00Z", "2026-03-02T00:00:00Z"))
                .groupBy(Field.IP)
                .metrics(Metric.UNIQUES)
                .build();
        assertThatThrownBy(() -> capped(1_000_000, 5).read(query))
                .isInstanceOf(QueryException.class)
                .hasMessage("metrics: uniques of more than 5 visitors in the log"
                        + " (expected: a shorter range or a filter)");
    }

    private static PostgresStatsReader capped(int groups, int visitors) {
        return new PostgresStatsReader(
                database.pooled(Schema.READER_ROLE),
                AnswerMemory.ofHeap(1 << 30),
                ExpensiveQuestions.unlimited(),
                Optional.empty(),
                new Tallies.Limits(groups, groups, visitors));
    }

    @Test
    void readsNothingButRollupsAndLateRowsOfWholeDays() {
        TimeRange range = range("2026-02-27T00:00:00Z", "2026-03-02T00:00:00Z");
        PlanSummary plan = requireRight(StatsQuery.of("acme", range)
                .groupBy(Field.COUNTRY)
                .metrics(Metric.CLICKS, Metric.UNIQUES)
                .build());
        assertThat(plan.days()).isEqualTo(3);
        assertThat(plan.logRanges()).isZero();
        assertThat(plan.rollupRows()).isEqualTo(3);
        assertThat(plan.lateRows()).isPositive();
    }

    @Test
    void readsNoClicksOfTheLogToCountLeadsAndSales() {
        StatsQuery query = StatsQuery.of("acme", range("2026-02-27T00:00:00Z", "2026-03-02T00:00:00Z"))
                .filter(Filter.include(Field.IP, "10.0.0.0"))
                .metrics(Metric.LEADS, Metric.SALES)
                .build();
        StatsResult result = reader.read(query);
        Row row = result.rows().get(0);
        assertThat(row.leads()).isPositive();
        assertThat(result.plan().logRows()).isEqualTo(row.leads() + row.sales());
        requireRight(query);
    }

    @Test
    void fallsFromADayWithTooManyUrlsToItsHours() {
        PlanSummary plan = requireRight(byUrl("2026-03-05T00:00:00Z", "2026-03-06T00:00:00Z"));
        assertThat(plan.days()).isZero();
        assertThat(plan.hours()).isGreaterThanOrEqualTo(12);
        assertThat(plan.minutes()).isZero();
    }

    @Test
    void fallsFromAnHourWithTooManyUrlsToItsMinutes() {
        PlanSummary plan = requireRight(byUrl("2026-03-06T00:00:00Z", "2026-03-07T00:00:00Z"));
        assertThat(plan.days()).isZero();
        assertThat(plan.minutes()).isEqualTo(60);
    }

    @Test
    void fallsFromAMinuteWithTooManyUrlsToTheLog() {
        PlanSummary plan = requireRight(byUrl("2026-03-07T09:00:00Z", "2026-03-07T10:00:00Z"));
        assertThat(plan.hours()).isZero();
        assertThat(plan.logRows()).isGreaterThan(10_000);
    }

    @Test
    void trustsNoRowAboveTheProgressOrInAGapDay() {
        PlanSummary open = requireRight(StatsQuery.of("acme", range("2026-03-10T10:17:00Z", "2026-03-10T12:00:00Z"))
                .build());
        assertThat(open.rollupRows()).isZero();
        PlanSummary gap = requireRight(StatsQuery.of("acme", range("2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z"))
                .build());
        assertThat(gap.toString()).startsWith("day=0 hour=0 minute=0 log=1; rollup_rows=0 ");
    }

    @Test
    void answersAnEmptyRangeWithOneRowOfZeros() {
        StatsResult result = reader.read(StatsQuery.of("acme", range("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"))
                .build());
        assertThat(result.rows()).containsExactly(new Row(List.of(), null, Uniques.NONE));
        assertThat(result.progress()).isEqualTo(RandomEvents.PROGRESS);
    }

    @Test
    void answersAnUnknownAccountAndAllTimes() {
        TimeRange always = new TimeRange(TimeRange.EARLIEST, TimeRange.LATEST, ZoneId.of("UTC"));
        assertThat(requireRight(StatsQuery.of("nobody", always)
                                .groupBy(Field.COUNTRY)
                                .build())
                        .rollupRows())
                .isZero();
        assertThat(requireRight(StatsQuery.of("acme", always)
                                .filter(Filter.include(Field.CAMPAIGN, "c0"))
                                .groupBy(Field.CAMPAIGN, Field.DEVICE)
                                .metrics(Metric.values())
                                .build())
                        .days())
                .isPositive();
    }

    private static StatsQuery byUrl(String from, String to) {
        return StatsQuery.of("acme", range(from, to))
                .groupBy(Field.URL)
                .limit(StatsQuery.MAX_LIMIT)
                .build();
    }

    private static TimeRange range(String from, String to) {
        return TimeRange.of(Instant.parse(from), Instant.parse(to), ZoneId.of("UTC"));
    }

    private static PlanSummary requireRight(StatsQuery query) {
        StatsResult right = referee.read(query);
        Agreement.require(asked -> right, paged, query);
        return Agreement.require(asked -> right, reader, query).plan();
    }

    private static String valueOf(Random random, Field field) {
        List<String> values = events.get(random.nextInt(events.size())).values(field);
        return values.isEmpty() ? "none" : values.get(0);
    }

    private static long instant(Random random) {
        long first = RandomEvents.FIRST.toEpochMilli() - 3_600_000;
        long span = RandomEvents.END.toEpochMilli() + 3_600_000 - first;
        long instant = first + (long) (random.nextDouble() * span);
        List<Long> alignments = List.of(1L, 60_000L, 3_600_000L, 86_400_000L);
        long alignment = alignments.get(random.nextInt(alignments.size()));
        return instant / alignment * alignment;
    }
}
