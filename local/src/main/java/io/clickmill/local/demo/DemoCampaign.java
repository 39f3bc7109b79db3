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
 * A campaign of the demo. One is sent every {@link #INTERVAL}, and its clicks halve every {@code halfLife}. All its
 * values are derived from its number, so that a restart continues with the same campaigns.
 *
 * @param size its weight when it is sent, relative to other campaigns
 */
record DemoCampaign(String id, String sourceId, String name, Instant sentAt, Duration halfLife, double size) {
    /** The time between two campaigns. */
    static final Duration INTERVAL = Duration.ofMinutes(90);

    /** How many campaigns are clicked at a time. The oldest of them get hardly any clicks. */
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

    /** The campaigns that are clicked at an instant, newest first. */
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

    /** The campaign's share of clicks at an instant, relative to other campaigns. */
    double weightAt(Instant time) {
        double age = Duration.between(sentAt, time).toMillis();
        return size * Math.pow(0.5, age / halfLife.toMillis());
    }
}
