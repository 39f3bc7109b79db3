package io.clickmill.api.dialect.dub;

import io.clickmill.api.query.Interval;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.words.Worded;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The vendor's words for ranges of time, with the buckets of their series. A range ends now, or at the end of today in
 * the zone of the request.
 */
enum NamedRange implements Worded {
    HOUR("1h", Interval.MINUTE),
    DAY("24h", Interval.HOUR),
    WEEK("7d", Interval.DAY),
    MONTH("30d", Interval.DAY),
    QUARTER("90d", Interval.DAY),
    YEAR("1y", Interval.MONTH),
    MONTH_TO_DATE("mtd", Interval.DAY),
    QUARTER_TO_DATE("qtd", Interval.DAY),
    YEAR_TO_DATE("ytd", Interval.MONTH),
    ALL("all", Interval.MONTH),
    /** An older word for {@link #ALL}. */
    ALL_UNFILTERED("all_unfiltered", Interval.MONTH);

    private final String word;
    private final Interval step;

    NamedRange(String word, Interval step) {
        this.word = word;
        this.step = step;
    }

    @Override
    public String word() {
        return word;
    }

    /** The buckets of its series. */
    Interval step() {
        return step;
    }

    /** Whether the range starts with the account's first event. */
    boolean isAll() {
        return this == ALL || this == ALL_UNFILTERED;
    }

    /** The range at the instant {@code now}. {@link #ALL} starts at the earliest instant that an event may have. */
    TimeRange range(Instant now, ZoneId zone) {
        ZonedDateTime local = now.atZone(zone);
        LocalDate today = local.toLocalDate();
        Instant from =
                switch (this) {
                    case HOUR -> now.minus(Duration.ofHours(1));
                    case DAY -> now.minus(Duration.ofHours(24));
                    case WEEK -> local.minusDays(7).toInstant();
                    case MONTH -> local.minusDays(30).toInstant();
                    case QUARTER -> local.minusDays(90).toInstant();
                    case YEAR -> local.minusYears(1).toInstant();
                    case MONTH_TO_DATE -> start(today.withDayOfMonth(1), zone);
                    case QUARTER_TO_DATE ->
                        start(today.withDayOfMonth(1).minusMonths((today.getMonthValue() - 1) % 3), zone);
                    case YEAR_TO_DATE -> start(today.withDayOfYear(1), zone);
                    case ALL, ALL_UNFILTERED -> Instant.ofEpochMilli(TimeRange.EARLIEST);
                };
        boolean endsNow = this == HOUR || this == DAY;
        return TimeRange.of(from, endsNow ? now : start(today.plusDays(1), zone), zone);
    }

    private static Instant start(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant();
    }
}
