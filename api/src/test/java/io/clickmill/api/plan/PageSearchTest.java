package io.clickmill.api.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.plan.PageSearch.Page;
import io.clickmill.api.query.EventsQuery;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Selection;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.StatsResult.Uniques;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.event.EventKind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PageSearchTest {
    private static final TimeRange RANGE =
            TimeRange.of(Instant.parse("2026-01-10T10:30:00Z"), Instant.parse("2026-03-20T00:00:00Z"), ZoneOffset.UTC);
    private static final Coverage COVERED = new Coverage(
            Optional.of(new Span(RANGE.from() - 86_400_000L, RANGE.to() + 86_400_000L)),
            Instant.parse("2026-03-20T00:00:00Z"),
            Set.of());

    @Test
    void readsANearPageWithoutCounts() {
        PageSearch search = search(true, 100, 50);
        assertNext(search, null);
        assertPage(search, "2026-01-10T10:30:00Z/2026-03-20T00:00:00Z", 50);
    }

    @Test
    void goesForwardFromMonthsToMinutes() {
        PageSearch search = search(false, 100, 5_000);
        assertNext(search, "2026-01-10T10:30:00Z/2026-03-20T00:00:00Z month");
        search.found(List.of(row("2026-01-01T00:00:00Z", 4_000), row("2026-03-01T00:00:00Z", 4_000)));
        assertNext(search, "2026-03-01T00:00:00Z/2026-03-20T00:00:00Z day");
        search.found(List.of(row("2026-03-04T00:00:00Z", 300), row("2026-03-05T00:00:00Z", 3_700)));
        assertNext(search, "2026-03-05T00:00:00Z/2026-03-06T00:00:00Z hour");
        search.found(List.of(row("2026-03-05T10:00:00Z", 500), row("2026-03-05T11:00:00Z", 3_200)));
        assertNext(search, "2026-03-05T11:00:00Z/2026-03-05T12:00:00Z minute");
        search.found(List.of(
                row("2026-03-05T11:03:00Z", 150), row("2026-03-05T11:07:00Z", 90), row("2026-03-05T11:59:00Z", 2_960)));
        assertNext(search, null);
        assertPage(search, "2026-03-05T11:07:00Z/2026-03-05T12:00:00Z", 50);
    }

    @Test
    void searchesBackwardIfTheNewestAreFirst() {
        PageSearch search = search(true, 100, 5_000);
        assertNext(search, "2026-01-10T10:30:00Z/2026-03-20T00:00:00Z month");
        search.found(List.of(row("2026-01-01T00:00:00Z", 4_000), row("2026-03-01T00:00:00Z", 4_000)));
        assertNext(search, "2026-01-10T10:30:00Z/2026-02-01T00:00:00Z day");
        search.found(List.of(row("2026-01-10T00:00:00Z", 3_100), row("2026-01-20T00:00:00Z", 900)));
        assertNext(search, "2026-01-10T10:30:00Z/2026-01-11T00:00:00Z hour");
        search.found(List.of(row("2026-01-10T10:00:00Z", 3_000), row("2026-01-10T11:00:00Z", 100)));
        assertPage(search, "2026-01-10T10:30:00Z/2026-01-10T11:00:00Z", 0);
    }

    @Test
    void endsAtTheEndOfThePageAndAsksNoMoreOnceThePageIsNear() {
        PageSearch search = search(false, 100, 5_000);
        search.next();
        search.found(List.of(
                row("2026-01-01T00:00:00Z", 4_990), row("2026-02-01T00:00:00Z", 60), row("2026-03-01T00:00:00Z", 900)));
        assertNext(search, null);
        assertPage(search, "2026-02-01T00:00:00Z/2026-03-20T00:00:00Z", 10);
        search = search(true, 5, 5_000);
        search.next();
        search.found(List.of(
                row("2026-01-01T00:00:00Z", 4_990),
                row("2026-02-01T00:00:00Z", 60),
                row("2026-03-01T00:00:00Z", 4_990)));
        assertPage(search, "2026-02-01T00:00:00Z/2026-03-01T00:00:00Z", 10);
    }

    @Test
    void findsNoPageAfterTheEnd() {
        for (long offset : new long[] {8_000, Long.MAX_VALUE}) {
            PageSearch search = search(true, 1_000, offset);
            search.next();
            search.found(List.of(row("2026-01-01T00:00:00Z", 8_000)));
            assertNext(search, null);
            assertThat(search.page()).isEmpty();
        }
        assertThat(new PageSearch(query(true, 1, 0), new Coverage(Optional.empty(), null, Set.of()), 50).page())
                .isEmpty();
    }

    @Test
    void countsNothingThatRollupsDoNotHold() {
        PageSearch search = new PageSearch(query(true, 100, 5_000, Filter.include(Field.IP, "10.0.0.1")), COVERED, 50);
        assertNext(search, null);
        assertPage(search, "2026-01-10T10:30:00Z/2026-03-20T00:00:00Z", 5_000);
    }

    private static PageSearch search(boolean newestFirst, int limit, long offset) {
        return new PageSearch(query(newestFirst, limit, offset), COVERED, 50);
    }

    private static EventsQuery query(boolean newestFirst, int limit, long offset, Filter... filters) {
        return new EventsQuery(
                Selection.of("acme", RANGE).where(Arrays.asList(filters), List.of()),
                EventKind.LEAD,
                newestFirst,
                limit,
                offset);
    }

    private static Row row(String start, long leads) {
        return new Row(List.of(), Instant.parse(start), Uniques.NONE, 0, leads);
    }

    private static void assertNext(PageSearch search, @Nullable String expected) {
        assertThat(search.next()
                        .map(count ->
                                new Span(count.range().from(), count.range().to()) + " "
                                        + count.interval().word()))
                .isEqualTo(Optional.ofNullable(expected));
    }

    private static void assertPage(PageSearch search, String range, long offset) {
        assertThat(search.page().map(Page::range)).hasToString("Optional[" + range + "]");
        assertThat(search.page().map(Page::offset)).contains(offset);
    }
}
