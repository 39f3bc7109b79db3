package io.clickmill.job.fold;

/**
 * The result of a rebuild.
 *
 * @param days days of accounts that were recounted
 * @param events human events of these days
 * @param rollupRows rows of {@code rollup} that were written
 * @param daysOfOthers days that this rebuild found without a mark, because another program had recounted them, or
 *     incomplete, because the progress had gone back
 */
public record RebuiltDays(long days, long events, long rollupRows, long daysOfOthers) {
    static final RebuiltDays NONE = new RebuiltDays(0, 0, 0, 0);
    static final RebuiltDays BY_OTHERS = new RebuiltDays(0, 0, 0, 1);

    RebuiltDays plus(RebuiltDays other) {
        return new RebuiltDays(
                days + other.days,
                events + other.events,
                rollupRows + other.rollupRows,
                daysOfOthers + other.daysOfOthers);
    }

    /** The result in one line, for a terminal. */
    @Override
    public String toString() {
        return "rebuilt " + days + (days == 1 ? " day" : " days") + " of accounts: " + events + " events into "
                + rollupRows + " rollup rows"
                + (daysOfOthers == 0 ? "" : "; " + daysOfOthers + " had been done by others meanwhile");
    }
}
