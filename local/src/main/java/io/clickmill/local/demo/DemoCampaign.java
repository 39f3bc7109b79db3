package io.clickmill.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A sending of the demo. One is sent every {@link #INTERVAL}, and its clicks fade by half every {@code halfLife}. It follows
 * from its number alone, so that a restart goes on with the same campaigns.
 *
 * @param size the share of clicks in its first moment, relative to others
 */
record DemoCampaign(String id, String sourceId, String name, Instant sentAt, Duration halfLife, double size) {
    /** Between two sendings. */
    static final Duration INTERVAL = Duration.ofMinutes(90);

    /** So many are clicked at a time, the oldest of them hardly any more. */
    static final int ACTIVE = 20;

    private static final List<String> NAMES = List.of(
            "Newsletter",
            "Weekend offers",
            "Welcome",
            "Back in stock",
            "Members only",
            "Last chance",
            "Story of the week",
            "Product news");
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmm", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The campaigns that are clicked at a time, newest first. */
    static List<DemoCampaign> activeAt(Instant time) {
        long newest = Math.floorDiv(time.getEpochSecond(), INTERVAL.toSeconds());
        List<DemoCampaign> active = new ArrayList<>(ACTIVE);
        for (long number = newest; number > newest - ACTIVE; number--) {
            active.add(numbered(number));
        }
        return active;
    }

    private static DemoCampaign numbered(long number) {
        SplittableRandom random = new SplittableRandom(number * 31 + 7);
        Instant sentAt = Instant.ofEpochSecond(number * INTERVAL.toSeconds());
        String name = NAMES.get(random.nextInt(NAMES.size()));
        String id = "cmp-" + ID_TIME.format(sentAt);
        Duration halfLife = Duration.ofMinutes(random.nextInt(45, 360));
        return new DemoCampaign(id, "src-" + ID_TIME.format(sentAt), name, sentAt, halfLife, 0.3 + random.nextDouble());
    }

    /** How much it is clicked at a time, relative to others. */
    double weightAt(Instant time) {
        double age = Duration.between(sentAt, time).toMillis();
        return size * Math.pow(0.5, age / halfLife.toMillis());
    }
}
