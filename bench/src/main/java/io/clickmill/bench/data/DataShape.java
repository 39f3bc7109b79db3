package io.clickmill.bench.data;

import java.time.Instant;

/**
 * What the data of a measurement are. Equal shapes give equal data.
 *
 * @param events number of records, retries included
 * @param perSecond number of records that arrive in a second
 * @param end when the last record arrived
 * @param hot whether four in five events belong to one campaign that has thousands of cities and URLs
 */
public record DataShape(long seed, long events, double perSecond, Instant end, boolean hot) {
    /** When the first record arrived. */
    public Instant firstArrival() {
        return Instant.ofEpochMilli(arrivalOf(0));
    }

    /** When the record of this index, from 0, arrived, in epoch milliseconds. */
    long arrivalOf(long index) {
        return end.toEpochMilli() - (long) ((events - 1 - index) * 1000 / perSecond);
    }
}
