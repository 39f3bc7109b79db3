package io.clickmill.api.query;

import io.clickmill.contract.Measure;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link StatsQuery}.
 *
 * <p>Groups in which every metric asked for is zero are left out. A query without groups and without an interval always
 * has its one row.
 *
 * @param rows the page
 * @param total rows before paging
 * @param progress up to where rollups were complete when this was read; null before the job's first watermark
 * @param plan what was read to answer
 */
public record StatsResult(
        List<Row> rows, long total, @Nullable Instant progress, PlanSummary plan) {
    public StatsResult {
        rows = List.copyOf(rows);
    }

    /** The different values that the rows' groups have in the column of a field. */
    public List<String> values(StatsQuery query, Field field) {
        int column = query.groupColumns().indexOf(field.columns().get(0));
        return rows.stream().map(row -> row.group().get(column)).distinct().toList();
    }

    /**
     * One group of one step. Metrics that were not asked for are zero.
     *
     * @param group the values, one for each of {@link StatsQuery#groupColumns}
     * @param start the start of the step, by the calendar, so that it may lie before the range; null without an
     *     interval
     * @param numbers by the ordinal of {@link Measure}; those left out at the end are zero
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by its elements
    public record Row(List<String> group, @Nullable Instant start, Uniques uniques, long... numbers) {
        public Row {
            group = List.copyOf(group);
            numbers = Arrays.copyOf(numbers, Measure.COUNT);
        }

        /** The number of a metric; for uniques its best estimate. */
        public long value(Metric metric) {
            return metric.measure().isPresent() ? number(metric.measure().get()) : uniques.value();
        }

        public long clicks() {
            return number(Measure.CLICKS);
        }

        public long leads() {
            return number(Measure.LEADS);
        }

        public long sales() {
            return number(Measure.SALES);
        }

        /** In cents. */
        public long saleAmount() {
            return number(Measure.SALE_AMOUNT);
        }

        private long number(Measure measure) {
            return numbers[measure.ordinal()];
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Row row && parts().equals(row.parts());
        }

        @Override
        public int hashCode() {
            return parts().hashCode();
        }

        @Override
        public String toString() {
            return "Row" + parts();
        }

        private List<Object> parts() {
            return Arrays.asList(
                    group, start, uniques, Arrays.stream(numbers).boxed().toList());
        }
    }

    /**
     * A number of different visitors.
     *
     * @param value the number, or its best estimate
     * @param exact whether it is the number
     * @param low lower bound at two standard errors (95 %); the value while exact
     * @param high upper bound at two standard errors; the value while exact
     */
    public record Uniques(long value, boolean exact, long low, long high) {
        public static final Uniques NONE = new Uniques(0, true, 0, 0);
    }

    /**
     * What was read; {@link #toString} is the value of header {@code X-Clickmill-Plan}.
     *
     * @param days day buckets used from rollups; hours and minutes likewise
     * @param sealedDays days of which seals were read
     * @param logRanges ranges that were read from the log
     * @param rollupRows rows of arrays that were read, overflowed ones included
     * @param logRows events counted from the log ranges, once for each value of a field that has several; no clicks
     *     where neither clicks nor visitors are asked for
     * @param sealRows events counted in seals
     * @param lateRows late events counted beside rollups and seals
     */
    public record PlanSummary(
            int days,
            int hours,
            int minutes,
            int sealedDays,
            int logRanges,
            long rollupRows,
            long sealRows,
            long logRows,
            long lateRows) {
        public static final PlanSummary NOTHING = new PlanSummary(0, 0, 0, 0, 0, 0, 0);

        /** A plan without sealed days. */
        public PlanSummary(
                int days, int hours, int minutes, int logRanges, long rollupRows, long logRows, long lateRows) {
            this(days, hours, minutes, 0, logRanges, rollupRows, 0, logRows, lateRows);
        }

        /** The sum of both. */
        public PlanSummary plus(PlanSummary other) {
            return new PlanSummary(
                    days + other.days,
                    hours + other.hours,
                    minutes + other.minutes,
                    sealedDays + other.sealedDays,
                    logRanges + other.logRanges,
                    rollupRows + other.rollupRows,
                    sealRows + other.sealRows,
                    logRows + other.logRows,
                    lateRows + other.lateRows);
        }

        @Override
        public String toString() {
            return "day=" + days + " hour=" + hours + " minute=" + minutes + " log=" + logRanges + "; rollup_rows="
                    + rollupRows + " log_rows=" + logRows + " late_rows=" + lateRows
                    + (sealedDays == 0 ? "" : "; seal_days=" + sealedDays + " seal_rows=" + sealRows);
        }
    }
}
