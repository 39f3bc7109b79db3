package io.clickmill.local.exact;

import io.clickmill.api.TestEvent;
import io.clickmill.api.query.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Some clicks of a stream, the unit by which a failing stream is shrunk. Leaving out some clicks does not change the
 * rest: the first {@code n - 1} of {@code n} clicks are equal to {@code n - 1} clicks.
 *
 * @param seed the seed of everything that the other parameters do not determine
 * @param events the number of events, at least 1
 * @param from the earliest time of an event, in milliseconds after the stream's start
 * @param spread the events occur within this many milliseconds after {@code from}
 * @param oneKey whether all events have the same account, campaign, link and source
 * @param own the field of which each event has a different value
 * @param copyPercent percentage of events that are sent more than once
 */
record Clicks(
        long seed,
        int events,
        long from,
        long spread,
        boolean oneKey,
        Optional<Field> own,
        Delay delay,
        int copyPercent) {

    /** The records, in no particular order. */
    List<Sent> records(long start, int partitions) {
        List<Sent> records = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            Random random = random(seed + 31L * i);
            long occurredAt = start + from + (long) (random.nextDouble() * spread);
            EventMaker event = new EventMaker(random, oneKey ? random(seed) : random, Long.toHexString(seed) + "-" + i);
            own.ifPresent(event::makeOwn);
            int partition = random.nextInt(partitions);
            long appendedAt = occurredAt + delay.millis(random);
            add(records, event, occurredAt, appendedAt, partition);
            while (random.nextInt(100) < copyPercent) {
                boolean elsewhere = random.nextInt(3) == 0;
                // The same id at another time is another event.
                boolean another = random.nextInt(8) == 0;
                add(
                        records,
                        event,
                        another ? occurredAt - 1 : occurredAt,
                        Math.max(appendedAt, occurredAt) + copyDelay(random),
                        elsewhere ? random.nextInt(partitions) : partition);
            }
        }
        return records;
    }

    private static void add(List<Sent> records, EventMaker maker, long occurredAt, long appendedAt, int partition) {
        TestEvent event = maker.event(occurredAt);
        boolean rejected = maker.isBroken() || occurredAt > appendedAt + 600_000;
        records.add(new Sent(
                appendedAt, partition, maker.json(occurredAt), rejected ? Optional.empty() : Optional.of(event)));
    }

    private static long copyDelay(Random random) {
        Delay delay =
                switch (random.nextInt(8)) {
                    case 0 -> Delay.LATE_BY_DAYS;
                    case 1 -> Delay.LATE_BY_HOURS;
                    case 2 -> Delay.LATE_BY_SECONDS;
                    case 3 -> Delay.AT_THE_BOUND;
                    default -> Delay.DISORDERED;
                };
        return delay.millis(random);
    }

    /** A random generator. Its first number is skipped, because similar seeds give similar first numbers. */
    private static Random random(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        random.nextInt();
        return random;
    }

    /** The same clicks, with another number of events and another share of copies. */
    Clicks with(int otherEvents, int otherCopyPercent) {
        return new Clicks(seed, otherEvents, from, spread, oneKey, own, delay, otherCopyPercent);
    }

    @Override
    public String toString() {
        String field = own.map(f -> "Optional.of(Field." + f + ")").orElse("Optional.empty()");
        return "new Clicks(" + seed + "L, " + events + ", " + from + "L, " + spread + "L, " + oneKey + ", " + field
                + ", Delay." + delay + ", " + copyPercent + ")";
    }
}
