package io.clickmill.local.exact;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.local.exact.ClickStream.Spot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Makes random streams. */
final class RandomStreams {
    /** Minimum number of a stream's records, before some are left out. */
    static final int MIN_RECORDS = 500;

    private static final long ALL_DAYS = ClickStream.DAYS * Granularity.DAY.lengthMillis();

    /** The stages of questions. At the later stages most buckets are complete. */
    private static final List<Stage> STAGES = List.of(
            Stage.AFTER_THE_FIRST_RECORDS,
            Stage.AFTER_THE_RESTART,
            Stage.BEFORE_THE_FOLD,
            Stage.AFTER_THE_FOLD,
            Stage.AT_THE_END,
            Stage.AT_THE_END,
            Stage.AFTER_THE_LAST_FOLD,
            Stage.AFTER_THE_LAST_FOLD);

    private final Random random;
    private final List<Clicks> clicks = new ArrayList<>();

    private RandomStreams(Random random) {
        this.random = random;
    }

    /**
     * Makes a stream with this many questions, some at each stage.
     *
     * @param number the number of the stream; every {@link ClickStream#WIDE_EVERY}th stream overflows
     */
    static ClickStream next(Random random, int number, int questions) {
        long seed = random.nextInt() * (long) ClickStream.WIDE_EVERY + number % ClickStream.WIDE_EVERY;
        ClickStream empty = new ClickStream(seed, List.of(), List.of());
        List<Question> asked = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            asked.add(new Question(STAGES.get(i % STAGES.size()), random.nextLong()));
        }
        RandomStreams all = new RandomStreams(random);
        all.background();
        empty.spots().forEach(all::busy);
        all.edges(empty.spots());
        empty.wideSpot().ifPresent(all::wide);
        return new ClickStream(empty.seed(), all.clicks, asked);
    }

    private void background() {
        int events = MIN_RECORDS + random.nextInt(100);
        for (int done = 0; done < events; ) {
            int some = 20 + random.nextInt(60);
            add(some, 0, ALL_DAYS, false, Delay.MIXED, 12);
            done += some;
        }
    }

    /** Adds a bucket around the threshold for rows: some of its events are bots, late, or of another account. */
    private void busy(Spot spot) {
        int events = Dimension.MIN_EVENTS + random.nextInt(2 * Dimension.MIN_EVENTS);
        int late = random.nextInt(3) == 0 ? events / 2 : random.nextInt(8);
        boolean oneKey = random.nextInt(3) > 0;
        long seed = random.nextLong();
        Delay delay = random.nextBoolean() ? Delay.PROMPT : Delay.MIXED;
        long spread = spot.granularity().lengthMillis();
        clicks.add(new Clicks(seed, events, spot.from(), spread, oneKey, Optional.empty(), delay, random.nextInt(15)));
        if (late > 0) {
            add(late, spot.from(), spread, oneKey, aLateOne(), 5);
        }
    }

    /**
     * Adds events in the last and the first millisecond of a bucket, and around the bound of lateness. Most are at the
     * ends of spots, where questions begin and end too.
     */
    private void edges(List<Spot> spots) {
        for (int i = 0; i < 12; i++) {
            Spot spot = spots.get(random.nextInt(spots.size()));
            Granularity granularity = Granularity.values()[random.nextInt(3)];
            long edge =
                    switch (random.nextInt(3)) {
                        case 0 -> spot.from();
                        case 1 -> spot.to();
                        default -> granularity.floor((long) (random.nextDouble() * ALL_DAYS));
                    };
            Delay delay = Delay.values()[random.nextInt(Delay.values().length)];
            add(1 + random.nextInt(3), edge - random.nextInt(2), 1, true, delay, 30);
        }
    }

    /** Adds values around the limit of a row. In some streams only the late events exceed it. */
    private void wide(ClickStream.WideSpot wide) {
        int late = random.nextInt(3) == 0 ? 20 : 0;
        int events = Dimension.MAX_VALUES - 5 + random.nextInt(20);
        Spot spot = wide.spot();
        long spread = spot.granularity().lengthMillis();
        clicks.add(new Clicks(
                random.nextLong(), events, spot.from(), spread, false, Optional.of(wide.field()), Delay.PROMPT, 0));
        if (late > 0) {
            clicks.add(new Clicks(
                    random.nextLong(), late, spot.from(), spread, false, Optional.of(wide.field()), aLateOne(), 0));
        }
    }

    private Delay aLateOne() {
        return List.of(Delay.LATE_BY_SECONDS, Delay.LATE_BY_HOURS, Delay.LATE_BY_DAYS)
                .get(random.nextInt(3));
    }

    private void add(int events, long from, long spread, boolean oneKey, Delay delay, int copyPercent) {
        clicks.add(new Clicks(random.nextLong(), events, from, spread, oneKey, Optional.empty(), delay, copyPercent));
    }
}
