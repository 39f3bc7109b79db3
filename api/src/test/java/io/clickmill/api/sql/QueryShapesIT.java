package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.RandomQueries;
import io.clickmill.api.Referee;
import io.clickmill.api.RollupFixture;
import io.clickmill.api.SealFixture;
import io.clickmill.api.TestEvent;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.Bots;
import io.clickmill.api.query.Comparison;
import io.clickmill.api.query.ExpensiveQuestions;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Having;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.Match;
import io.clickmill.api.query.MetadataCondition;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.RowChoice;
import io.clickmill.api.query.Sort;
import io.clickmill.api.query.SortKey;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.TimeRange;
import io.clickmill.api.seal.SealStore;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every shape of a question, answered by PostgreSQL as by the referee. All loops go over all constants, so that a new
 * field, metric or interval is asked for here without being named.
 */
final class QueryShapesIT {
    private static final Instant FIRST = Instant.parse("2026-03-06T00:00:00Z");
    private static final Instant END = Instant.parse("2026-03-10T00:00:00Z");
    private static final Instant PROGRESS = Instant.parse("2026-03-09T13:30:20Z");
    private static final LocalDate GAP = LocalDate.parse("2026-03-07");

    /** A range that is aligned at neither end, with the gap and the progress in it. */
    private static final TimeRange RANGE = range("2026-03-06T03:10:00.500Z", "2026-03-09T20:00:00Z", "UTC");

    /** A shorter such range, for questions that no rollup answers: both of its days have each combination of two values. */
    private static final TimeRange SHORT_RANGE = range("2026-03-08T10:10:00.500Z", "2026-03-09T20:00:00Z", "UTC");

    /** The clocks of the Americas change on 2026-03-08, those of Havana at midnight. */
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "America/Havana",
            "America/St_Johns",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "+05:45",
            "-00:44:30");

    private static final List<String> METADATA =
            List.of("null", "\"\"", "\"a b\"", "12", "\"12\"", "-3.5", "true", "\" 12\"", "\".5e1\"", "[1]", "{}");

    private static final List<Field> SCOPES = List.of(Field.CAMPAIGN, Field.LINK, Field.SOURCE);

    private static TestDatabase database;
    private static List<TestEvent> events;
    private static Referee referee;
    private static PostgresStatsReader reader;
    private static PagedReader paged;
    private static SealedReader sealed;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void fill() throws Exception {
        events = events(new Random(1));
        referee = new Referee(events);
        database = TestDatabase.create();
        new RollupFixture(PROGRESS, Set.of(GAP)).fill(database, events);
        DataSource connections = database.pooled(Schema.READER_ROLE, 1);
        reader = new PostgresStatsReader(connections);
        paged = new PagedReader(connections);
        SealFixture fixture = new SealFixture(database, folder);
        fixture.seal("acme", LocalDate.parse("2026-03-06"));
        fixture.seal("acme", LocalDate.parse("2026-03-08"));
        // Seals of days that are marked or not complete must not be read, so these would give wrong answers.
        fixture.seal("acme", GAP, LocalDate.parse("2026-03-06"));
        fixture.seal("acme", LocalDate.parse("2026-03-09"), LocalDate.parse("2026-03-08"));
        sealed = new SealedReader(connections, folder.resolve("store"));
    }

    @AfterAll
    static void close() {
        sealed.close();
    }

    @Test
    void readsSealsWhereNoRollupAnswers() {
        String plan = sealed.read(query().groupBy(Field.COUNTRY, Field.IP).build())
                .plan()
                .toString();
        assertThat(plan).matches("day=0 .* log=2; .* late_rows=[1-9].*; seal_days=2 seal_rows=[1-9].*");
    }

    @Test
    void findsPagesOfAnyNumberOfGroupsInSeals() throws Exception {
        List<StatsQuery.Builder> pages = List.of(
                query().groupBy(Field.COUNTRY, Field.IP),
                query().groupBy(Field.COUNTRY, Field.IP)
                        .metrics(Metric.UNIQUES, Metric.SALES)
                        .sort(Sort.descending(Metric.SALES)),
                query().groupBy(Field.PARAMS, Field.TAG).metrics(Metric.LEADS, Metric.UNIQUES),
                query().groupBy(Field.IP, Field.URL)
                        .metrics(Metric.CLICKS, Metric.UNIQUES)
                        .interval(Interval.DAY)
                        .sort(Sort.ascending(Field.URL).after("url")),
                query().groupBy(Field.TAG, Field.OS)
                        .metrics(Metric.values())
                        .filter(Filter.include(Field.PARAMS, "p=v1"))
                        .filter(Filter.exclude(Field.TAG, "t2")));
        try (SealedReader few = new SealedReader(database.pooled(Schema.READER_ROLE, 1), folder.resolve("few"), 0)) {
            for (StatsQuery.Builder builder : pages) {
                StatsQuery page = builder.limit(3).offset(1).build();
                StatsResult result = few.read(page);
                assertThat(result.rows())
                        .as("%s", page)
                        .isEqualTo(referee.read(page).rows());
                assertThat(result.total()).isEqualTo(referee.read(page).total());
                assertThat(result.plan().toString())
                        .as("%s", page)
                        .matches("day=0 .* log=2; .* log_rows=[1-9].* late_rows=[1-9].*; seal_days=2 seal_rows=[1-9].*")
                        .isEqualTo(sealed.read(page).plan().toString());
            }
        }
    }

    /** The limit is reached while seals are read, while the log is, or not at all. */
    @Test
    void findsPagesWhateverSourceHasTooManyVisitors() throws Exception {
        StatsQuery page = query().groupBy(Field.DEVICE, Field.OS)
                .metrics(Metric.values())
                .limit(2)
                .build();
        StatsResult right = referee.read(page);
        Set<String> outcomes = new TreeSet<>();
        try (SealStore store = SealStore.open(
                folder.resolve("visitors"), new SealStore.Limits(1_000, 256, 1, Duration.ofMinutes(1)))) {
            for (int visitors = 20; visitors < 4_000; visitors += visitors / 8) {
                PostgresStatsReader limited = new PostgresStatsReader(
                        database.pooled(Schema.READER_ROLE, 1),
                        AnswerMemory.ofHeap(1L << 30),
                        ExpensiveQuestions.unlimited(),
                        Optional.of(new Seals(store, 0)),
                        new Tallies.Limits(StatsQuery.MAX_LIMIT, 10_000, visitors));
                try {
                    StatsResult result = limited.read(page);
                    assertThat(result.rows())
                            .as("at most %d visitors", visitors)
                            .isEqualTo(right.rows());
                    assertThat(result.plan()).isEqualTo(sealed.read(page).plan());
                    outcomes.add("answered");
                } catch (QueryException e) {
                    outcomes.add("refused");
                }
            }
        }
        assertThat(outcomes).containsExactly("answered", "refused");
    }

    @Test
    void hasRollupsOfAllLengthsLateRowsAndALogToAnswerFrom() {
        String plan = requireRight(query()).plan().toString();
        assertThat(plan).matches("day=[1-9].* hour=[1-9].* minute=[1-9].* log=[1-9].*; .* late_rows=[1-9].*");
    }

    @Test
    void hasClicksOfCustomersAndSalesOfBothTypes() {
        StatsResult clicks = requireRight(query().filter(Filter.include(Field.CUSTOMER_ID, value(Field.CUSTOMER_ID)))
                .metrics(Metric.CLICKS, Metric.LEADS));
        assertThat(clicks.rows().get(0).clicks()).isPositive();
        assertThat(clicks.rows().get(0).leads()).isPositive();
        StatsResult sales = requireRight(query().groupBy(Field.SALE_TYPE).metrics(Metric.SALES));
        assertThat(sales.rows()).extracting(Row::group).containsExactlyInAnyOrder(List.of("new"), List.of("recurring"));
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void groupsByAField(Field field) {
        requireRight(query().groupBy(field).metrics(Metric.values()));
        for (Field scope : SCOPES) {
            requireRight(query().groupBy(field).metrics(Metric.values()).filter(Filter.include(scope, value(scope))));
        }
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void groupsByAFieldAndEachOther(Field field) {
        for (Field other : Field.values()) {
            if (other.ordinal() > field.ordinal()) {
                requireRight(StatsQuery.of("acme", SHORT_RANGE)
                        .limit(StatsQuery.MAX_LIMIT)
                        .groupBy(other, field)
                        .metrics(Metric.CLICKS, Metric.UNIQUES));
            }
        }
    }

    @Test
    void groupsByThreeFields() {
        requireRight(query().groupBy(Field.COUNTRY, Field.REGION, Field.CITY).metrics(Metric.values()));
        requireRight(query().groupBy(Field.SALE_TYPE, Field.TAG, Field.LINK)
                .filter(Filter.include(Field.LINK, value(Field.LINK))));
    }

    @ParameterizedTest
    @EnumSource(Comparison.class)
    void comparesMetadata(Comparison operator) {
        List<String> values = List.of("", "a b", "12", "12.0", "-3.5", "5", "true", "[1]", "x", "1e400", " 12");
        for (String value : values) {
            List<MetadataCondition> conditions = List.of(new MetadataCondition("m", operator, value));
            requireRight(query().metadata(conditions).metrics(Metric.values()));
            requireRight(query().metadata(conditions).filter(Filter.include(Field.LINK, value(Field.LINK))));
            requireRight(query().metadata(List.of(new MetadataCondition("no such key", operator, value))));
        }
        requireRight(query().metadata(List.of(
                new MetadataCondition("m", operator, "12"), new MetadataCondition("m", Comparison.NOT_EQUAL, "true"))));
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void filtersByAField(Field field) {
        List<List<String>> choices = List.of(List.of(value(field)), List.of(""), List.of(value(field), "", "no such"));
        for (List<String> values : choices) {
            for (boolean exclude : new boolean[] {false, true}) {
                Filter filter = new Filter(field, exclude, values);
                requireRight(query().filter(filter).metrics(Metric.values()));
                requireRight(query().filter(filter).groupBy(field));
                for (Field scope : SCOPES) {
                    requireRight(query().filter(filter).filter(Filter.include(scope, value(scope))));
                }
                for (Match match : Match.values()) {
                    Filter loose = new Filter(field, exclude, RandomQueries.changed(values, match), match);
                    requireRight(query().filter(loose).groupBy(field).metrics(Metric.values()));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Interval.class)
    void cutsIntoSteps(Interval interval) {
        for (String zone : ZONES) {
            TimeRange range = new TimeRange(RANGE.from(), RANGE.to(), ZoneId.of(zone));
            requireRight(StatsQuery.of("acme", range).interval(interval).metrics(Metric.values()));
            requireRight(StatsQuery.of("acme", range)
                    .interval(interval)
                    .groupBy(Field.COUNTRY)
                    .filter(Filter.include(Field.CAMPAIGN, value(Field.CAMPAIGN))));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Interval.class, mode = EnumSource.Mode.EXCLUDE, names = "TOTAL")
    void fillsStepsWithoutEvents(Interval interval) {
        RowChoice fill = new RowChoice(true, "", List.of());
        for (String zone : ZONES) {
            TimeRange range = new TimeRange(FIRST.toEpochMilli() - 90_000_000L, RANGE.to(), ZoneId.of(zone));
            requireRight(StatsQuery.of("acme", range)
                    .interval(interval)
                    .metrics(Metric.values())
                    .rows(fill));
            requireRight(StatsQuery.of("acme", range)
                    .interval(interval)
                    .groupBy(Field.DEVICE)
                    .filter(Filter.include(Field.CAMPAIGN, value(Field.CAMPAIGN)))
                    .rows(new RowChoice(true, "DEV", List.of(new Having(Metric.CLICKS, Comparison.LESS, 2))))
                    .limit(50)
                    .offset(7));
        }
        requireRight(StatsQuery.of("nobody", RANGE).interval(interval).rows(fill));
        requireRight(StatsQuery.of("acme", range("2026-03-06T00:00:00Z", "2026-03-06T00:00:00Z", "UTC"))
                .interval(interval)
                .rows(fill));
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void searchesGroups(Field field) {
        String value = value(field);
        for (String search : List.of(value.substring(value.length() / 2).toUpperCase(Locale.ROOT), "\uFFFF")) {
            RowChoice found = new RowChoice(false, search, List.of());
            requireRight(query().groupBy(field).rows(found));
            requireRight(query().groupBy(field, field == Field.OS ? Field.CITY : Field.OS)
                    .rows(found)
                    .limit(2)
                    .offset(1));
        }
    }

    @ParameterizedTest
    @EnumSource(Comparison.class)
    void keepsRowsByTheirMetrics(Comparison comparison) {
        for (Metric metric : Metric.values()) {
            List<Having> having = List.of(
                    new Having(metric, comparison, 3), new Having(Metric.CLICKS, Comparison.GREATER_OR_EQUAL, 1));
            for (Field field : List.of(Field.CITY, Field.IP)) {
                requireRight(query().groupBy(field)
                        .metrics(Metric.values())
                        .rows(new RowChoice(false, "", having))
                        .limit(2));
            }
            requireRight(query().metrics(Metric.values()).rows(new RowChoice(false, "", having)));
        }
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void asksForOneMetric(Metric metric) {
        requireRight(query().metrics(metric));
        requireRight(query().metrics(metric).groupBy(Field.COUNTRY));
        requireRight(query().metrics(metric).groupBy(Field.IP));
        requireRight(query().metrics(metric).interval(Interval.HOUR));
    }

    @ParameterizedTest
    @EnumSource(Bots.class)
    void countsBotsOrNot(Bots bots) {
        requireRight(query().bots(bots).metrics(Metric.values()));
        requireRight(query().bots(bots).groupBy(Field.COUNTRY));
        requireRight(query().bots(bots).interval(Interval.DAY).filter(Filter.include(Field.LINK, value(Field.LINK))));
    }

    @Test
    void sortsByEveryKeyAndCutsIntoPages() {
        List<SortKey> keys = new ArrayList<>(List.of(SortKey.Start.values()));
        keys.addAll(List.of(Metric.values()));
        keys.addAll(List.of(Field.values()));
        for (SortKey key : keys) {
            Field[] fields = key instanceof Field field && field != Field.OS
                    ? new Field[] {Field.OS, field}
                    : new Field[] {Field.OS};
            for (Sort sort : List.of(Sort.ascending(key), Sort.descending(key))) {
                StatsQuery all = query().groupBy(fields)
                        .bots(key == Field.BOT_REASON ? Bots.INCLUDE : Bots.EXCLUDE)
                        .interval(Interval.DAY)
                        .metrics(Metric.values())
                        .sort(sort)
                        .build();
                long total = requireRight(all).total();
                for (int offset : new int[] {(int) total - 2, Integer.MAX_VALUE}) {
                    StatsQuery page = new StatsQuery(
                            all.selection(),
                            all.groupBy(),
                            all.interval(),
                            all.metrics(),
                            all.sort(),
                            all.rows(),
                            5,
                            offset,
                            false);
                    requireRight(page);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Field.class, mode = EnumSource.Mode.EXCLUDE, names = "PARAMS")
    void beginsPagesAfterAValue(Field field) {
        for (String after : List.of("", value(field), "\uFFFF")) {
            Sort sort = Sort.ascending(field).after(after);
            requireRight(
                    query().groupBy(field).metrics(Metric.values()).sort(sort).limit(2));
            requireRight(query().groupBy(field)
                    .sort(Sort.descending(field).after(after))
                    .limit(2));
            requireRight(
                    query().groupBy(Field.PARAMS, field).sort(sort).limit(3).offset(1));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "empty,           2026-03-08T12:00:00Z,     2026-03-08T12:00:00Z",
        "a millisecond,   2026-03-08T12:00:00Z,     2026-03-08T12:00:00.001Z",
        "before all,      2026-01-01T00:00:00Z,     2026-03-06T00:00:00Z",
        "after all,       2026-03-10T00:00:00Z,     2026-12-01T00:00:00Z",
        "everything,      1000-01-01T00:00:00Z,     9999-12-31T23:59:59.999Z",
        "whole days,      2026-03-08T00:00:00Z,     2026-03-09T00:00:00Z",
        "a gap,           2026-03-07T00:00:00Z,     2026-03-08T00:00:00Z",
        "to the progress, 2026-03-09T13:00:00Z,     2026-03-09T13:30:20Z",
        "the open tail,   2026-03-09T13:30:00Z,     2026-03-09T20:00:00Z",
        "between,         2026-03-08T10:30:10.001Z, 2026-03-08T12:59:59.999Z"
    })
    void answersARange(String name, String from, String to) {
        TimeRange range = range(from, to, "America/New_York");
        for (Field[] groups : List.of(new Field[] {}, new Field[] {Field.DEVICE}, new Field[] {Field.TAG})) {
            for (Field scope : SCOPES) {
                requireRight(StatsQuery.of("acme", range)
                        .groupBy(groups)
                        .metrics(Metric.values())
                        .filter(Filter.include(scope, value(scope))));
            }
            requireRight(StatsQuery.of("acme", range).groupBy(groups).metrics(Metric.values()));
            requireRight(StatsQuery.of("nobody", range).groupBy(groups).metrics(Metric.values()));
        }
    }

    /** Unique visitors do not add up, and an event may have several tags and parameters, or none. */
    @Test
    void addsUpToTheSameTotalHoweverItIsCut() {
        List<Metric> metrics =
                Stream.of(Metric.values()).filter(m -> m != Metric.UNIQUES).toList();
        for (Bots bots : Bots.values()) {
            Row total = read(query().metrics(metrics).bots(bots)).rows().get(0);
            List<StatsQuery.Builder> cuts = new ArrayList<>();
            Stream.of(Field.values())
                    .filter(field -> FieldSql.source(field).isEmpty())
                    .forEach(field -> cuts.add(query().groupBy(field)));
            Stream.of(Interval.values()).forEach(interval -> cuts.add(query().interval(interval)));
            for (StatsQuery.Builder cut : cuts) {
                StatsResult parts = read(cut.metrics(metrics).bots(bots));
                for (Metric metric : metrics) {
                    assertThat(parts.rows().stream()
                                    .mapToLong(row -> row.value(metric))
                                    .sum())
                            .as("%s of %s", metric, cut.build())
                            .isEqualTo(total.value(metric));
                }
            }
        }
    }

    private static StatsQuery.Builder query() {
        return StatsQuery.of("acme", RANGE).limit(StatsQuery.MAX_LIMIT);
    }

    private static StatsResult read(StatsQuery.Builder query) {
        return reader.read(query.build());
    }

    private static StatsResult requireRight(StatsQuery.Builder query) {
        return requireRight(query.build());
    }

    private static StatsResult requireRight(StatsQuery query) {
        StatsResult right = referee.read(query);
        StatsResult result = reader.read(query);
        assertThat(result.total()).as("total of %s", query).isEqualTo(right.total());
        assertThat(result.rows()).as("rows of %s", query).isEqualTo(right.rows());
        StatsResult bySeals = sealed.read(query);
        assertThat(bySeals.total()).as("total by seals of %s", query).isEqualTo(right.total());
        assertThat(bySeals.rows()).as("rows by seals of %s", query).isEqualTo(right.rows());
        if (!query.groupBy().isEmpty() && !query.asks(Metric.UNIQUES)) {
            assertThat(sealed.read(PagedReader.asPage(query)).rows())
                    .as("rows of a page of seals of %s", query)
                    .isEqualTo(right.rows());
        }
        requireSamePage(query, result);
        return result;
    }

    /** Requires that the database finds the same page, from the same rows. */
    private static void requireSamePage(StatsQuery query, StatsResult result) {
        StatsResult page = paged.read(query);
        assertThat(page.total()).as("total of pages of %s", query).isEqualTo(result.total());
        assertThat(page.rows()).as("rows of a page of %s", query).isEqualTo(result.rows());
        if (query.sort().key() != Metric.UNIQUES) {
            assertThat(page.plan()).as("plan of a page of %s", query).isEqualTo(result.plan());
        }
    }

    /** A value of the field that some event has. */
    private static String value(Field field) {
        return events.stream()
                .flatMap(event -> referee.values(event, field).stream())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private static TimeRange range(String from, String to, String zone) {
        return TimeRange.of(Instant.parse(from), Instant.parse(to), ZoneId.of(zone));
    }

    /** Quiet hours, busy hours and busy minutes of four days; few visitors, so that every unique count is exact. */
    private static List<TestEvent> events(Random random) {
        List<TestEvent> events = new ArrayList<>();
        spread(events, random, 900, FIRST, END.toEpochMilli() - FIRST.toEpochMilli());
        for (String hour : List.of("06T03", "06T05", "07T05", "08T04", "08T12", "09T10", "09T14")) {
            spread(events, random, 180, Instant.parse("2026-03-" + hour + ":00:00Z"), 3_600_000L);
        }
        for (String minute : List.of("06T03:10", "06T03:11", "08T10:45", "09T13:05", "09T13:29", "09T13:30")) {
            spread(events, random, 120, Instant.parse("2026-03-" + minute + ":00Z"), 60_000L);
        }
        return events;
    }

    private static void spread(List<TestEvent> events, Random random, int count, Instant from, long lengthMillis) {
        for (int i = 0; i < count; i++) {
            events.add(event(random, events.size(), from.toEpochMilli() + random.nextLong(lengthMillis)));
        }
    }

    private static TestEvent event(Random random, int number, long occurredAt) {
        boolean bot = random.nextInt(10) == 0;
        String event =
                List.of("click", "click", "click", "click", "lead", "sale").get(random.nextInt(6));
        Map<Field, String> values = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            int value = random.nextInt(4);
            values.put(field, value == 0 && field != Field.CAMPAIGN ? "" : text(field, value, number));
        }
        return new TestEvent(
                random.nextInt(20) == 0 ? "other" : "acme",
                "e" + number,
                occurredAt,
                !bot && occurredAt < PROGRESS.toEpochMilli() && random.nextInt(20) == 0,
                bot,
                event,
                1 + random.nextInt(500),
                event.equals("sale") ? random.nextInt(1_000) : 0,
                values,
                random.nextBoolean() ? Map.of("p", "v" + random.nextInt(3), "q", "") : Map.of(),
                random.nextBoolean() ? List.of("t" + random.nextInt(3), "t" + random.nextInt(3)) : List.of(),
                random.nextBoolean() ? "" : "{\"m\":" + METADATA.get(random.nextInt(METADATA.size())) + "}");
    }

    /**
     * A text with a comma and a quote for most fields. The order of 😀 and ！ by code point differs from that by char.
     */
    private static String text(Field field, int value, int number) {
        String text = field.word() + ", \"" + List.of("", "1", "😀", "！").get(value) + "\"";
        return switch (field) {
            case URL_LOCATION -> Integer.toString(value);
            case URL, REFERER_URL -> value == 1 ? text : field.word() + "?" + value + "?";
            case REFERER -> value == 3 ? text : value == 1 ? "www.r, \"2\"" : "r, \"2\"";
            case REGION -> value == 1 ? "XX-" + text : text;
            // The id of an event nearby, which may be a click or not.
            case CLICK_ID -> "e" + (number ^ value);
            default -> text;
        };
    }
}
