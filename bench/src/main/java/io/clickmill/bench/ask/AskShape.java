package io.clickmill.bench.ask;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What the clicks of the measurement are. Equal shapes give equal clicks.
 *
 * @param clicks number of events: clicks, and a few leads and sales
 * @param end the day after the last one with clicks
 */
public record AskShape(long clicks, long seed, LocalDate end) {
    static final String ACCOUNT = "bench";
    static final int DAYS = 30;

    /** The shape with a tenth of the clicks, over the same days. */
    AskShape tenth() {
        return new AskShape(Math.max(1, clicks / 10), seed, end);
    }

    LocalDate firstDay() {
        return end.minusDays(DAYS);
    }

    /** The days with clicks, in UTC. */
    List<LocalDate> days() {
        return firstDay().datesUntil(end).toList();
    }

    /** An instant within the days. */
    Instant at(int day, String time) {
        return Instant.parse(firstDay().plusDays(day) + "T" + time + "Z");
    }

    /** The instant after the last click. */
    Instant endInstant() {
        return end.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
