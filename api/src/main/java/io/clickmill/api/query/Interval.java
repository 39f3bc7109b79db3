package io.clickmill.api.query;

import io.clickmill.contract.words.Worded;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The steps of a series, aligned to the calendar of a zone.
 *
 * <p>Days, weeks and months start at the first instant of a local date and last until the next starts, so a day has 23
 * or 25 hours where the clocks change. Hours and minutes start at full local hours and minutes, five of them at :00,
 * :05 and so on; where the offset changes in the middle of one, it is cut there. Example: in {@code Asia/Kolkata}
 * (+05:30) the hours start at half past in UTC.
 */
public enum Interval implements Worded {
    /** No series: one row for the whole range. */
    TOTAL("total", Long.MAX_VALUE),
    MINUTE("minute", 60_000L),
    FIVE_MINUTES("5minutes", 300_000L),
    HOUR("hour", 3_600_000L),
    DAY("day", 86_400_000L),
    /** ISO weeks, from Monday. */
    WEEK("week", 7 * 86_400_000L),
    MONTH("month", 28 * 86_400_000L);

    private final String word;
    private final long shortestMillis;

    Interval(String word, long shortestMillis) {
        this.word = word;
        this.shortestMillis = shortestMillis;
    }

    /** The word in parameter {@code interval}. */
    @Override
    public String word() {
        return word;
    }

    /** About how many steps the range has; off by a few, but never an overflow. */
    long roughCount(TimeRange range) {
        return this == TOTAL ? 1 : (range.to() - range.from()) / shortestMillis + 1;
    }

    /**
     * The starts of all steps that the range touches, ascending, in epoch milliseconds. The first may lie before the
     * range, as it is the calendar's; for {@link #TOTAL} it is the start of the range itself. Empty for an empty range.
     */
    public long[] starts(TimeRange range) {
        ZoneId zone = range.zone();
        return range.isEmpty()
                ? new long[0]
                : LongStream.iterate(floor(range.from(), zone), start -> start < range.to(), start -> next(start, zone))
                        .toArray();
    }

    /**
     * The part of a range that whole steps take, of those that end at an instant or before. Empty if there are none.
     *
     * @param end in epoch milliseconds
     */
    public Optional<TimeRange> wholeSteps(TimeRange range, long end) {
        ZoneId zone = range.zone();
        if (this == TOTAL || range.isEmpty()) {
            return Optional.empty();
        }
        long floor = floor(range.from(), zone);
        long first = floor == range.from() ? floor : next(floor, zone);
        long last = floor(Math.min(range.to(), end), zone);
        return first < last ? Optional.of(new TimeRange(first, last, zone)) : Optional.empty();
    }

    /** Start of the step that holds the instant, in epoch milliseconds. */
    public long floor(long epochMillis, ZoneId zone) {
        return switch (this) {
            case TOTAL -> epochMillis;
            case MINUTE, FIVE_MINUTES, HOUR -> floorByOffset(epochMillis, zone);
            case DAY, WEEK, MONTH -> floorByDate(epochMillis, zone);
        };
    }

    /** Start of the step after the one that starts at {@code start}, in epoch milliseconds. */
    public long next(long start, ZoneId zone) {
        return switch (this) {
            case TOTAL -> Long.MAX_VALUE;
            case MINUTE, FIVE_MINUTES, HOUR -> nextByOffset(start, zone);
            case DAY -> startOf(dateOf(start, zone).plusDays(1), zone);
            case WEEK -> startOf(firstDay(dateOf(start, zone)).plusWeeks(1), zone);
            case MONTH -> startOf(firstDay(dateOf(start, zone)).plusMonths(1), zone);
        };
    }

    private long floorByDate(long epochMillis, ZoneId zone) {
        long start = startOf(firstDay(dateOf(epochMillis, zone)), zone);
        long next = next(start, zone);
        // Clocks that go back over midnight show the last hour of a date again after the next has started.
        return next <= epochMillis ? next : start;
    }

    private long floorByOffset(long epochMillis, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        Instant instant = Instant.ofEpochMilli(epochMillis);
        long offset = rules.getOffset(instant).getTotalSeconds() * 1_000L;
        long start = Math.floorDiv(epochMillis + offset, shortestMillis) * shortestMillis - offset;
        ZoneOffsetTransition last = rules.previousTransition(instant.plusMillis(1));
        return last == null ? start : Math.max(start, last.getInstant().toEpochMilli());
    }

    private long nextByOffset(long start, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        Instant instant = Instant.ofEpochMilli(start);
        long offset = rules.getOffset(instant).getTotalSeconds() * 1_000L;
        long next = (Math.floorDiv(start + offset, shortestMillis) + 1) * shortestMillis - offset;
        ZoneOffsetTransition change = rules.nextTransition(instant);
        return change == null ? next : Math.min(next, change.getInstant().toEpochMilli());
    }

    private LocalDate firstDay(LocalDate date) {
        return switch (this) {
            case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> date.withDayOfMonth(1);
            case TOTAL, MINUTE, FIVE_MINUTES, HOUR, DAY -> date;
        };
    }

    private static LocalDate dateOf(long epochMillis, ZoneId zone) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(epochMillis), zone);
    }

    private static long startOf(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant().toEpochMilli();
    }
}
