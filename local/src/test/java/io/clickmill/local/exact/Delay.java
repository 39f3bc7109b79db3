package io.clickmill.local.exact;

import java.util.Random;

/** The time from an event's occurrence to its arrival, in milliseconds. */
enum Delay {
    PROMPT(0, 500),
    DISORDERED(0, 10_000),
    /** Near the bound of lateness. An event exactly at the bound is on time. */
    AT_THE_BOUND(14_999, 15_001),
    LATE_BY_SECONDS(15_001, 120_000),
    LATE_BY_HOURS(3_600_000, 8 * 3_600_000),
    LATE_BY_DAYS(86_400_000, 5 * 86_400_000),
    /** The sender's clock is fast, but within the tolerance. */
    AHEAD(-600_000, 0),
    /** The sender's clock is too fast: the record is rejected. */
    TOO_FAR_AHEAD(-700_000, -600_001),
    /** Each event has one of the other delays. Most are prompt, and one in six is late. */
    MIXED(0, 0);

    private final int least;
    private final int most;

    Delay(int least, int most) {
        this.least = least;
        this.most = most;
    }

    long millis(Random random) {
        return this == MIXED ? mixed(random.nextInt(48)).millis(random) : least + random.nextInt(most - least + 1);
    }

    private static Delay mixed(int of48) {
        return switch (of48) {
            case 0, 1, 2, 3 -> LATE_BY_SECONDS;
            case 4, 5, 6 -> LATE_BY_HOURS;
            case 7 -> LATE_BY_DAYS;
            case 8, 9 -> AT_THE_BOUND;
            case 10, 11 -> AHEAD;
            case 12 -> TOO_FAR_AHEAD;
            case 13, 14, 15, 16, 17, 18, 19, 20, 21, 22 -> DISORDERED;
            default -> PROMPT;
        };
    }
}
