package io.clickmill.job.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.event.Event;
import io.clickmill.job.SampleClicks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the counts of a day with a {@link Tally} of each bucket's events. */
class DayCountsTest {
    private static final long DAY = 1_714_521_600_000L;
    private static final long HOUR_MILLIS = Granularity.HOUR.lengthMillis();

    /** A limit of one byte makes a run of each event. */
    @ParameterizedTest(name = "{0} events in {1} hours, {2} in at most {3} bytes")
    @CsvSource({
        "0, 24, MINUTE, 100000000",
        "63, 1, MINUTE, 1",
        "64, 1, MINUTE, 1",
        "3000, 24, MINUTE, 100000000",
        "3000, 24, HOUR, 100000000",
        "3000, 24, MINUTE, 100000",
        "3000, 24, HOUR, 100000",
        "3000, 1, MINUTE, 50000",
        "20000, 1, MINUTE, 100000000",
        "20000, 1, HOUR, 1000000",
        "20000, 0.01, MINUTE, 100000000",
        "20000, 0.01, MINUTE, 3000000",
        "500, 0.5, MINUTE, 1",
        "500, 24, HOUR, 1"
    })
    void countsEveryBucketInOnePass(int size, double hours, Granularity smallest, long maxBytes) {
        List<Event> events = events(size, (long) (hours * HOUR_MILLIS));
        Map<String, String> counted = new TreeMap<>();
        try (DayCounts<RuntimeException> counts =
                new DayCounts<>("acme", smallest, maxBytes, (bucket, tally) -> add(counted, bucket, tally))) {
            events.forEach(event -> counts.add(event.occurredAt(), scope -> scope.idOf(event), CountedEvent.of(event)));
            counts.finish();
        }
        assertThat(counted).isEqualTo(expected(events, smallest));
        assertThat(counted.isEmpty()).isEqualTo(size < Dimension.MIN_EVENTS);
    }

    @ParameterizedTest
    @CsvSource({"100000000", "1000000"})
    void givesUpTheValuesOfADimensionThatHasTooMany(long maxBytes) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < Dimension.MAX_VALUES + 100; i++) {
            int number = i;
            events.add(SampleClicks.human(c -> {
                c.accountId = "acme";
                c.campaignId = number % 2 == 0 ? "even" : "odd";
                c.url = "https://x.test/" + number;
                c.occurredAt = DAY + number * 1_000L;
            }));
        }
        Map<String, Boolean> overflows = new TreeMap<>();
        try (DayCounts<RuntimeException> counts = new DayCounts<>(
                "acme",
                Granularity.HOUR,
                maxBytes,
                (bucket, tally) -> tally.forEachRow(bucket.key(), bucket.granularity(), bucket.start(), row -> {
                    if (row.dimension() == Dimension.URL && row.granularity() == Granularity.DAY) {
                        overflows.put(row.key().scope() + row.key().scopeId(), row.overflow());
                    }
                }))) {
            events.forEach(event -> counts.add(event.occurredAt(), scope -> scope.idOf(event), CountedEvent.of(event)));
            counts.finish();
        }
        assertThat(overflows)
                .isEqualTo(Map.of(
                        "ACCOUNT",
                        true,
                        "CAMPAIGNeven",
                        false,
                        "CAMPAIGNodd",
                        false,
                        "SOURCEeven",
                        false,
                        "SOURCEodd",
                        false));
    }

    private static List<Event> events(int size, long lengthMillis) {
        List<Event> events = new ArrayList<>(SampleClicks.random(size, size, DAY, lengthMillis));
        events.sort(Comparator.comparingLong(Event::occurredAt));
        return events;
    }

    private static Map<String, String> expected(List<Event> events, Granularity smallest) {
        Map<Bucket, Tally> tallies = new HashMap<>();
        for (Event event : events) {
            RollupKey.forEach("acme", scope -> scope.idOf(event), key -> {
                for (Granularity granularity : Granularity.values()) {
                    if (granularity.compareTo(smallest) >= 0) {
                        tallies.computeIfAbsent(
                                        Bucket.of(key, granularity, event.occurredAt()), b -> new Tally(key.scope()))
                                .add(CountedEvent.of(event));
                    }
                }
            });
        }
        Map<String, String> expected = new TreeMap<>();
        tallies.forEach((bucket, tally) -> add(expected, bucket, tally));
        return expected;
    }

    /** Adds the rows of a bucket, of which none may be there already. */
    private static void add(Map<String, String> rows, Bucket bucket, Tally tally) {
        tally.forEachRow(bucket.key(), bucket.granularity(), bucket.start(), row -> {
            String before = rows.put(bucket + " " + row.dimension(), text(row));
            assertThat(before).isNull();
        });
    }

    private static String text(RollupRow row) {
        return row.overflow()
                + Arrays.toString(row.values())
                + Arrays.deepToString(row.numbers())
                + Arrays.deepToString(row.uniques())
                + Arrays.toString(row.uniquesEstimates());
    }
}
