package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.RandomEvents;
import io.clickmill.api.Referee;
import io.clickmill.api.RollupFixture;
import io.clickmill.api.TestEvent;
import io.clickmill.api.plan.PageSearch;
import io.clickmill.api.query.Comparison;
import io.clickmill.api.query.EventPosition;
import io.clickmill.api.query.EventsQuery;
import io.clickmill.api.query.EventsResult;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.MetadataCondition;
import io.clickmill.api.query.Selection;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventKind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of a list, joined, are equal to the referee's list. */
final class PostgresEventReaderIT {
    private static final TimeRange ALL = range("2026-02-26T03:10:00.500Z", "2026-03-10T11:59:59Z");

    private static final List<Filter> NONE = List.of();

    private static final List<List<Filter>> FILTERS = List.of(
            NONE,
            List.of(Filter.include(Field.LINK, "l0")),
            List.of(Filter.include(Field.LINK, "l0", "l1")),
            List.of(Filter.include(Field.CAMPAIGN, "c0"), Filter.exclude(Field.DEVICE, "Mobile")),
            List.of(Filter.include(Field.SOURCE, "s0")),
            List.of(Filter.include(Field.COUNTRY, "GB", "DE")),
            // Its days, an hour and a minute overflow.
            List.of(Filter.exclude(Field.URL, "https://example.com/0")),
            // No rollup has this.
            List.of(Filter.include(Field.COUNTRY, "GB"), Filter.include(Field.DEVICE, "Desktop")),
            List.of(Filter.include(Field.TAG, "t0")),
            List.of(Filter.include(Field.CUSTOMER_ID, "k3", "k4")),
            List.of(Filter.include(Field.SALE_TYPE, "recurring")),
            List.of(Filter.exclude(Field.SALE_TYPE, "new")),
            List.of(Filter.include(Field.CAMPAIGN, "no such campaign")));

    private static List<TestEvent> events;
    private static Referee referee;
    private static DataSource connections;

    @BeforeAll
    static void fill() throws Exception {
        events = new ArrayList<>();
        for (TestEvent event : RandomEvents.of(1)) {
            events.add(changed(event, events.size()));
        }
        referee = new Referee(events);
        TestDatabase database = TestDatabase.create();
        new RollupFixture(RandomEvents.PROGRESS, Set.of(LocalDate.parse("2026-03-03"))).fill(database, events);
        connections = database.pooled(Schema.READER_ROLE, 1);
    }

    @ParameterizedTest
    @EnumSource(EventKind.class)
    void listsEveryEventOnceInPagesOfAThousand(EventKind kind) {
        for (int i = 0; i < FILTERS.size(); i++) {
            boolean newestFirst = (i + kind.ordinal()) % 2 == 0;
            requireAllPages(
                    reader(50),
                    new EventsQuery(
                            Selection.of("acme", ALL).where(FILTERS.get(i), List.of()), kind, newestFirst, 1_000, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(EventKind.class)
    void listsEveryEventOnceFromPositionToPosition(EventKind kind) {
        for (int i = 0; i < FILTERS.size(); i++) {
            for (boolean newestFirst : new boolean[] {false, true}) {
                EventsQuery query = new EventsQuery(
                        Selection.of("acme", ALL).where(FILTERS.get(i), List.of()), kind, newestFirst, 1_000, 0);
                List<String> found = new ArrayList<>();
                List<Event> page = reader(50).read(query).events();
                while (!page.isEmpty()) {
                    page.forEach(event -> found.add(event.eventId()));
                    Event last = page.get(page.size() - 1);
                    page = reader(50).read(query.after(EventPosition.of(last))).events();
                }
                assertThat(found).as("%s", query).isEqualTo(expected(query));
            }
        }
    }

    /** The ranges are: a quiet time, a burst, the gap, and the end of the rollups. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-27T20:00:00Z/2026-02-28T04:00:00Z",
                "2026-03-07T09:29:59.990Z/2026-03-07T09:30:00.700Z",
                "2026-03-02T22:00:00Z/2026-03-03T02:00:00Z",
                "2026-03-10T09:00:00Z/2026-03-10T11:00:00Z"
            })
    void listsEveryEventOnceInPagesOfOneAndOfSeven(String range) {
        TimeRange part = range(range.split("/")[0], range.split("/")[1]);
        for (EventKind kind : EventKind.values()) {
            for (boolean newestFirst : new boolean[] {false, true}) {
                for (int limit : new int[] {1, 7}) {
                    requireAllPages(
                            reader(3), new EventsQuery(Selection.of("acme", part), kind, newestFirst, limit, 0));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void listsAnyPage(long seed) {
        Random random = new Random(seed);
        PlanSummary read = PlanSummary.NOTHING;
        for (int i = 0; i < 200; i++) {
            TimeRange range = random.nextBoolean() ? ALL : randomRange(random);
            EventKind kind = EventKind.values()[random.nextInt(3)];
            List<Filter> filters = FILTERS.get(random.nextInt(FILTERS.size()));
            List<MetadataCondition> metadata =
                    random.nextInt(4) > 0 ? List.of() : List.of(new MetadataCondition("n", Comparison.GREATER, "3"));
            long offset = random.nextInt(3) == 0 ? random.nextInt(60_000) : random.nextInt(2_000);
            EventsQuery query = new EventsQuery(
                    Selection.of(random.nextInt(10) == 0 ? "other" : "acme", range)
                            .where(filters, metadata),
                    kind,
                    random.nextBoolean(),
                    1 + random.nextInt(20),
                    offset);
            read = read.plus(requireRight(reader(random.nextInt(300)), query).plan());
        }
        assertThat(List.of(read.days() > 0, read.hours() > 0, read.minutes() > 0, read.lateRows() > 0))
                .as("used days, hours, minutes and late rows: %s", read)
                .containsOnly(true);
    }

    @Test
    void readsAsLittleForAPageFarInTheListAsForTheFirst() {
        TimeRange days = range("2026-02-27T00:00:00Z", "2026-03-03T00:00:00Z");
        int count = expected(new EventsQuery(Selection.of("acme", days), EventKind.CLICK, true, 1, 0))
                .size();
        assertThat(count).isGreaterThan(5_000);
        for (boolean newestFirst : new boolean[] {false, true}) {
            EventsQuery query =
                    new EventsQuery(Selection.of("acme", days), EventKind.CLICK, newestFirst, 10, count - 20);
            PlanSummary plan =
                    requireRight(reader(PageSearch.MAX_PASSED_OVER), query).plan();
            assertThat(plan.logRows()).as("%s", plan).isLessThan(500);
        }
    }

    @Test
    void readsNoLogAfterTheEnd() {
        TimeRange days = range("2026-02-27T00:00:00Z", "2026-03-03T00:00:00Z");
        for (long offset : new long[] {50_000, Long.MAX_VALUE}) {
            EventsQuery query = new EventsQuery(Selection.of("acme", days), EventKind.LEAD, true, 1_000, offset);
            EventsResult result = reader(PageSearch.MAX_PASSED_OVER).read(query);
            assertThat(result.events()).isEmpty();
            assertThat(result.plan().logRanges()).isZero();
            assertThat(result.plan().days()).isEqualTo(4);
        }
    }

    @Test
    void listsNothingAfterTheEndOfWhatNoRollupHolds() {
        for (long offset : new long[] {50_000, Long.MAX_VALUE}) {
            List<Filter> filters = List.of(Filter.include(Field.IP, "10.0.0.0"));
            EventsQuery query = new EventsQuery(
                    Selection.of("acme", ALL).where(filters, List.of()), EventKind.CLICK, true, 1_000, offset);
            assertThat(reader(0).read(query).events()).isEmpty();
        }
    }

    @Test
    void listsNothingOfAnUnknownAccountOrAnEmptyRange() {
        TimeRange always = new TimeRange(TimeRange.EARLIEST, TimeRange.LATEST, ZoneOffset.UTC);
        PostgresEventReader reader = reader(PageSearch.MAX_PASSED_OVER);
        assertThat(reader.read(new EventsQuery(Selection.of("nobody", always), EventKind.CLICK, true, 10, 0)))
                .isEqualTo(new EventsResult(List.of(), PlanSummary.NOTHING));
        TimeRange empty = range("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z");
        assertThat(reader.read(new EventsQuery(Selection.of("acme", empty), EventKind.CLICK, true, 10, 9_999))
                        .events())
                .isEmpty();
        requireRight(reader, new EventsQuery(Selection.of("acme", always), EventKind.CLICK, true, 10, 30_000));
    }

    private static PostgresEventReader reader(long maxPassedOver) {
        return new PostgresEventReader(connections, maxPassedOver);
    }

    private static void requireAllPages(PostgresEventReader reader, EventsQuery first) {
        List<String> expected = expected(first);
        List<String> found = new ArrayList<>();
        List<Event> page;
        do {
            page = reader.read(page(first, found.size())).events();
            found.addAll(page.stream().map(Event::eventId).toList());
        } while (page.size() == first.limit());
        assertThat(found).as("%s", first).isEqualTo(expected);
        assertThat(reader.read(page(first, found.size())).events()).isEmpty();
    }

    private static EventsResult requireRight(PostgresEventReader reader, EventsQuery query) {
        EventsResult result = reader.read(query);
        assertThat(result.events().stream().map(Event::eventId))
                .as("%s\n%s", query, result.plan())
                .isEqualTo(expected(query).stream()
                        .skip(query.offset())
                        .limit(query.limit())
                        .toList());
        return result;
    }

    /** The ids of all events that the query lists, whatever its page. */
    private static List<String> expected(EventsQuery query) {
        return referee.list(query).stream().map(TestEvent::eventId).toList();
    }

    private static EventsQuery page(EventsQuery query, long offset) {
        return new EventsQuery(query.selection(), query.kind(), query.newestFirst(), query.limit(), offset);
    }

    /** Gives an event metadata, and moves one event in forty to the start of its minute, where it may meet others. */
    private static TestEvent changed(TestEvent event, int number) {
        return new TestEvent(
                event.accountId(),
                event.eventId(),
                number % 40 > 0 ? event.occurredAt() : Math.floorDiv(event.occurredAt(), 60_000L) * 60_000L,
                event.late(),
                event.bot(),
                event.event(),
                event.visitor(),
                event.saleAmount(),
                event.values(),
                event.params(),
                event.tags(),
                "{\"n\":" + number % 7 + "}");
    }

    private static TimeRange randomRange(Random random) {
        long first = RandomEvents.FIRST.toEpochMilli();
        long length = RandomEvents.END.toEpochMilli() - first;
        long from = first + random.nextLong(length);
        return new TimeRange(from, from + random.nextLong(length), ZoneOffset.UTC);
    }

    private static TimeRange range(String from, String to) {
        return TimeRange.of(Instant.parse(from), Instant.parse(to), ZoneOffset.UTC);
    }
}
