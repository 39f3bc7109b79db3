package io.clickmill.api.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class StatsQueryTest {
    private static final TimeRange MARCH =
            TimeRange.of(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-04-01T00:00:00Z"), ZoneOffset.UTC);

    @Test
    void sortsByTheFirstMetricOrASeriesByStart() {
        assertThat(StatsQuery.of("acme", MARCH)
                        .metrics(Metric.SALES, Metric.CLICKS)
                        .build()
                        .sort())
                .hasToString("-sales");
        assertThat(StatsQuery.of("acme", MARCH).interval(Interval.DAY).build().sort())
                .hasToString("start");
    }

    @Test
    void namesWhatIsWrong() {
        assertError(q -> q.limit(0), "limit: 0 (expected: 1..250000)");
        assertError(q -> q.limit(250_001), "limit: 250001 (expected: 1..250000)");
        assertError(q -> q.offset(-1), "offset: -1 (expected: 0..2147483647)");
        assertError(
                q -> q.groupBy(Field.COUNTRY, Field.COUNTRY),
                "group_by: country,country (expected: at most 3 different fields)");
        assertError(
                q -> q.groupBy(Field.COUNTRY, Field.OS, Field.IP, Field.URL),
                "group_by: country,os,ip,url (expected: at most 3 different fields)");
        assertError(q -> q.metrics(List.of()), "metrics:  (expected: at least one metric)");
        assertError(q -> q.sort(Sort.descending(Metric.SALES)), "sort: -sales (expected: a metric or field asked for)");
        assertError(q -> q.sort(Sort.ascending(Field.OS)), "sort: os (expected: a metric or field asked for)");
        assertError(
                q -> q.sort(Sort.ascending(SortKey.Start.START)),
                "sort: start (expected: a metric or field asked for)");
        assertError(
                q -> q.sort(Sort.descending(Metric.CLICKS).after("3")),
                "sort: -clicks after a value (expected: a field of one column)");
        assertError(
                q -> q.groupBy(Field.PARAMS).sort(Sort.ascending(Field.PARAMS).after("a=b")),
                "sort: params after a value (expected: a field of one column)");
        assertError(q -> q.filter(new Filter(Field.OS, false, List.of())), "os: 0 values (expected: 1..1000 values)");
        assertError(
                q -> q.filter(Filter.include(Field.OS, "a\0")),
                "os: a value with U+0000 (expected: text without NUL or lone surrogates)");
    }

    @Test
    void allowsAMonthOfMinutesButNotAYear() {
        assertThat(StatsQuery.of("acme", MARCH)
                        .interval(Interval.MINUTE)
                        .build()
                        .isSeries())
                .isTrue();
        TimeRange year = new TimeRange(MARCH.from(), MARCH.from() + 365 * 86_400_000L, ZoneOffset.UTC);
        assertThatThrownBy(() ->
                        StatsQuery.of("acme", year).interval(Interval.MINUTE).build())
                .hasMessage("interval: minute (expected: one with at most 44641 steps in the range)");
    }

    @Test
    void refusesARangeThatEndsBeforeItStarts() {
        assertThatThrownBy(() -> new TimeRange(1, 0, ZoneOffset.UTC))
                .hasMessage("to: 1970-01-01T00:00:00Z (expected: not before from, 1970-01-01T00:00:00.001Z)");
        assertThatThrownBy(() -> TimeRange.of(Instant.MIN, Instant.EPOCH, ZoneOffset.UTC))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("years 1000 to 9999");
        assertThat(new TimeRange(5, 5, ZoneOffset.UTC).isEmpty()).isTrue();
    }

    private static void assertError(UnaryOperator<StatsQuery.Builder> change, String text) {
        assertThatThrownBy(() -> change.apply(StatsQuery.of("acme", MARCH)).build())
                .isInstanceOf(QueryException.class)
                .hasMessage(text);
    }
}
