package io.clickmill.api.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAmount;

/**
 * A half-open range of event time, {@code [from, to)}, and the zone whose calendar cuts it into days, weeks and months.
 *
 * @param from first instant, in epoch milliseconds
 * @param to first instant after the range, in epoch milliseconds; equal to {@code from} for an empty range
 */
public record TimeRange(long from, long to, ZoneId zone) {
    /** 1000-01-01T00:00:00Z. All programs write years of four digits in the same way. */
    public static final long EARLIEST = -30_610_224_000_000L;

    /** 9999-12-31T23:59:59.999Z. */
    public static final long LATEST = 253_402_300_799_999L;

    /** All time, in UTC. */
    public static final TimeRange ALL = new TimeRange(EARLIEST, LATEST, ZoneOffset.UTC);

    /**
     * Checks the range.
     *
     * @throws QueryException if it ends before it starts or leaves the years 1000 to 9999
     */
    public TimeRange {
        requireKnown("from", from);
        requireKnown("to", to);
        if (to < from) {
            throw new QueryException(QueryError.invalid(
                    "to", Instant.ofEpochMilli(to).toString(), "not before from, " + Instant.ofEpochMilli(from)));
        }
    }

    /** The range between two instants; digits past milliseconds are cut. */
    public static TimeRange of(Instant from, Instant to, ZoneId zone) {
        return new TimeRange(epochMillis("from", from), epochMillis("to", to), zone);
    }

    /**
     * The range with both ends moved, by the calendar and clock of its zone: a week is seven days, some of which have 23
     * or 25 hours. A day that a month does not have is its last one. Where the local time of an end does not exist, it is
     * later by the length of the gap.
     *
     * @throws QueryException naming {@code shift}, if the range leaves the years 1000 to 9999, or its ends change places
     */
    public TimeRange plus(TemporalAmount amount) {
        long movedFrom = plus(from, amount);
        long movedTo = plus(to, amount);
        QueryException.require(
                movedFrom <= movedTo,
                "shift",
                amount.toString(),
                "a period that keeps from, " + Instant.ofEpochMilli(movedFrom) + ", before to, "
                        + Instant.ofEpochMilli(movedTo));
        return new TimeRange(movedFrom, movedTo, zone);
    }

    private long plus(long epochMillis, TemporalAmount amount) {
        try {
            long moved = Instant.ofEpochMilli(epochMillis)
                    .atZone(zone)
                    .plus(amount)
                    .toInstant()
                    .toEpochMilli();
            if (moved >= EARLIEST && moved <= LATEST) {
                return moved;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // It is out of all ranges, like those that the condition above refuses.
        }
        throw new QueryException(QueryError.invalid("shift", amount.toString(), "years 1000 to 9999"));
    }

    /** Whether no instant lies in the range. */
    public boolean isEmpty() {
        return from == to;
    }

    /** {@code from/to} in ISO 8601, in UTC, and the zone. */
    @Override
    public String toString() {
        return Instant.ofEpochMilli(from) + "/" + Instant.ofEpochMilli(to) + " " + zone;
    }

    static void requireKnown(String parameter, long epochMillis) {
        if (epochMillis < EARLIEST || epochMillis > LATEST) {
            throw new QueryException(QueryError.invalid(
                    parameter, Instant.ofEpochMilli(epochMillis).toString(), "years 1000 to 9999"));
        }
    }

    private static long epochMillis(String parameter, Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new QueryException(QueryError.invalid(parameter, instant.toString(), "years 1000 to 9999"));
        }
    }
}
