package io.clickmill.local.exact;

import io.clickmill.api.query.Field;
import io.clickmill.contract.Granularity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A stream of three days of clicks, and the questions about it.
 *
 * @param seed the seed of its start, its partitions and its {@link #spots}
 */
record ClickStream(long seed, List<Clicks> clicks, List<Question> questions) {
    static final int DAYS = 3;
    static final int WIDE_EVERY = 4;

    /** Days before the end of a month or year, or before a change of the clocks. */
    private static final List<String> STARTS = List.of(
            "2024-02-28",
            "2024-12-30",
            "2025-03-29",
            "2025-04-04",
            "2025-06-29",
            "2025-10-25",
            "2025-11-01",
            "2026-03-07");

    /**
     * A bucket in which much happens.
     *
     * @param from the start of the bucket, in milliseconds after the stream's start
     */
    record Spot(Granularity granularity, long from) {
        long to() {
            return from + granularity.lengthMillis();
        }
    }

    /** A spot at which a field has too many values for a rollup row. */
    record WideSpot(Spot spot, Field field) {}

    ClickStream {
        clicks = List.copyOf(clicks);
        questions = List.copyOf(questions);
    }

    /** The start of the stream in epoch milliseconds, at midnight in UTC. */
    long start() {
        return Instant.parse(STARTS.get(new Random(seed).nextInt(STARTS.size())) + "T00:00:00Z")
                .toEpochMilli();
    }

    int partitions() {
        return 2 + (int) Math.floorMod(seed, 3);
    }

    /** Three minutes, two hours and two days. */
    List<Spot> spots() {
        Random random = new Random(seed + 1);
        List<Spot> spots = new ArrayList<>();
        for (Granularity granularity : List.of(
                Granularity.MINUTE,
                Granularity.MINUTE,
                Granularity.MINUTE,
                Granularity.HOUR,
                Granularity.HOUR,
                Granularity.DAY,
                Granularity.DAY)) {
            // None is on the last day, because most questions are asked before that day is over.
            long at = (long) (random.nextDouble() * (DAYS - 1) * Granularity.DAY.lengthMillis());
            spots.add(new Spot(granularity, granularity.floor(at)));
        }
        return spots;
    }

    /** The spot that overflows, on the first day; only if the seed is a multiple of {@link #WIDE_EVERY}. */
    Optional<WideSpot> wideSpot() {
        if (seed % WIDE_EVERY != 0) {
            return Optional.empty();
        }
        Random random = new Random(seed + 2);
        Granularity granularity = Granularity.values()[random.nextInt(3)];
        long at = (long) (random.nextDouble() * Granularity.DAY.lengthMillis());
        Field field =
                List.of(Field.URL, Field.CITY, Field.REFERER, Field.UTM_TERM).get(random.nextInt(4));
        return Optional.of(new WideSpot(new Spot(granularity, granularity.floor(at)), field));
    }

    /** The arrival times at which the first, second and third part of the stream end. */
    List<Long> cuts() {
        Random random = new Random(seed + 3);
        List<Long> cuts = new ArrayList<>();
        long at = start();
        for (int i = 0; i < 3; i++) {
            at += (12 + random.nextInt(12)) * Granularity.HOUR.lengthMillis() + random.nextInt(1_000);
            cuts.add(at);
        }
        return cuts;
    }

    /** All records in the order of their arrival. */
    List<Sent> records() {
        List<Sent> records = new ArrayList<>();
        for (Clicks some : clicks) {
            records.addAll(some.records(start(), partitions()));
        }
        records.sort(Comparator.comparingLong(Sent::appendedAt));
        return records;
    }

    /** The Java code that makes this stream, to be added to {@link KeptStreams}. */
    @Override
    public String toString() {
        return "new ClickStream(\n        " + seed + "L,\n        List.of(" + lines(clicks) + "),\n        List.of("
                + lines(questions) + "))";
    }

    private static String lines(List<?> parts) {
        return parts.stream().map(part -> "\n                " + part).collect(Collectors.joining(","));
    }
}
