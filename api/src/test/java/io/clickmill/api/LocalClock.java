package io.clickmill.api;

import io.clickmill.api.query.Interval;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * Finds the steps of a series by brute force. It looks at the local time in a zone, and searches for the first instant
 * whose local time is in the same step as that of the given instant. It shares no code with the main computation.
 */
public final class LocalClock {
    /** Longer than any step: a month of 31 days with a day that occurs twice, and another day. */
    private static final long LONGEST_STEP_MILLIS = 33 * 86_400_000L;

    private static final long LARGEST_CHANGE_MILLIS = 25 * 3_600_000L;

    private final Interval interval;
    private final ZoneId zone;

    /** Cache from the start of each known step to the latest instant that is known to be in it. */
    private final TreeMap<Long, Long> known = new TreeMap<>();

    public LocalClock(Interval interval, ZoneId zone) {
        this.interval = interval;
        this.zone = zone;
    }

    /** The first instant of the step that contains the given instant; both in epoch milliseconds. */
    public long stepStart(long epochMillis) {
        Map.Entry<Long, Long> before = known.floorEntry(epochMillis);
        if (before != null && epochMillis <= before.getValue()) {
            return before.getKey();
        }
        long start =
                switch (interval) {
                    case TOTAL -> throw new IllegalArgumentException("interval: total (expected: one with steps)");
                    case MINUTE -> firstWithin(epochMillis, 1);
                    case FIVE_MINUTES -> firstWithin(epochMillis, 5);
                    case HOUR -> firstWithin(epochMillis, 60);
                    case DAY, WEEK, MONTH -> {
                        long period = latestPeriod(epochMillis);
                        yield first(epochMillis, instant -> latestPeriod(instant) == period);
                    }
                };
        known.merge(start, epochMillis, Math::max);
        return start;
    }

    /** The start of a step of 1, 5 or 60 minutes: its instants share the local step and the offset. */
    private long firstWithin(long epochMillis, int minutes) {
        ZoneOffset offset = offset(epochMillis);
        LocalDateTime step = shownStep(epochMillis, minutes);
        return first(
                epochMillis,
                instant -> offset(instant).equals(offset)
                        && shownStep(instant, minutes).equals(step));
    }

    private LocalDateTime shownStep(long epochMillis, int minutes) {
        LocalDateTime shown = local(epochMillis).truncatedTo(ChronoUnit.MINUTES);
        return shown.withMinute(shown.getMinute() / minutes * minutes);
    }

    /** Finds the step's first instant by bisection. All instants from it to {@code last} are in the step. */
    private static long first(long last, LongPredicate inStep) {
        long outside = last - LONGEST_STEP_MILLIS;
        long inside = last;
        while (outside + 1 < inside) {
            long middle = (outside + inside) >> 1;
            if (inStep.test(middle)) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return inside;
    }

    /**
     * The number of the latest day, week or month that the local time has reached. It does not decrease when clocks are
     * set back.
     */
    private long latestPeriod(long epochMillis) {
        LocalDate latest = local(epochMillis).toLocalDate();
        ZoneOffsetTransition change = lastChange(epochMillis + 1);
        while (change != null && change.getInstant().toEpochMilli() >= epochMillis - LARGEST_CHANGE_MILLIS) {
            LocalDate shown = change.getDateTimeBefore().minusNanos(1).toLocalDate();
            if (shown.isAfter(latest)) {
                latest = shown;
            }
            change = lastChange(change.getInstant().toEpochMilli());
        }
        return switch (interval) {
            case WEEK -> Math.floorDiv(latest.toEpochDay() + 3, 7L); // 1970-01-01 was a Thursday
            case MONTH -> latest.getYear() * 12L + latest.getMonthValue();
            case TOTAL, MINUTE, FIVE_MINUTES, HOUR, DAY -> latest.toEpochDay();
        };
    }

    private ZoneOffsetTransition lastChange(long beforeEpochMillis) {
        return zone.getRules().previousTransition(Instant.ofEpochMilli(beforeEpochMillis));
    }

    private ZoneOffset offset(long epochMillis) {
        return zone.getRules().getOffset(Instant.ofEpochMilli(epochMillis));
    }

    private LocalDateTime local(long epochMillis) {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMillis), zone);
    }
}
