package io.clickmill.api.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One question about one account's events; every endpoint of every dialect becomes one or more of these.
 *
 * <p>Example: the ten countries with most clicks of campaign {@code spring} in March, Berlin time:
 *
 * <pre>{@code
 * StatsQuery.of("acme", march)
 *         .filter(Filter.include(Field.CAMPAIGN, "spring"))
 *         .groupBy(Field.COUNTRY)
 *         .limit(10)
 *         .build();
 * }</pre>
 *
 * <p>A query that exists is valid: the constructor throws a {@link QueryException} that names the parameter.
 *
 * @param selection the events that are counted
 * @param groupBy at most {@link #MAX_GROUP_FIELDS} different fields; none for one row over all
 * @param interval the steps of a series, or {@link Interval#TOTAL}
 * @param metrics at least one; what is not asked for is not read
 * @param rows which rows there are
 * @param limit rows of this page, 1..{@link #MAX_LIMIT}; the largest asks for all rows
 * @param offset rows before this page
 * @param logOnly whether the answer is counted from the log alone, to check one that comes from elsewhere
 */
public record StatsQuery(
        Selection selection,
        List<Field> groupBy,
        Interval interval,
        Set<Metric> metrics,
        Sort sort,
        RowChoice rows,
        int limit,
        int offset,
        boolean logOnly) {
    public static final int MAX_GROUP_FIELDS = 3;

    /**
     * The maximum number of rows of one answer; in a series, of all steps together. Endpoints without pages ask for
     * this: an answer with more rows is refused, as a part would look whole. A smaller limit asks for a page, and then
     * there may be any number of rows in all.
     * How much memory an answer may take is up to {@link AnswerMemory}.
     */
    public static final int MAX_LIMIT = 250_000;

    /** Steps of one series: 31 days of minutes. */
    public static final int MAX_INTERVALS = 44_641;

    /**
     * Checks the query.
     *
     * @throws QueryException naming the first parameter that is wrong
     */
    public StatsQuery {
        groupBy = List.copyOf(groupBy);
        metrics =
                Collections.unmodifiableSet(metrics.isEmpty() ? EnumSet.noneOf(Metric.class) : EnumSet.copyOf(metrics));
        requireGroup(groupBy);
        QueryException.require(!metrics.isEmpty(), "metrics", "", "at least one metric");
        QueryException.require(
                interval.roughCount(selection.range()) <= MAX_INTERVALS,
                "interval",
                interval.word(),
                "one with at most " + MAX_INTERVALS + " steps in the range");
        QueryException.require(
                sortable(sort.key(), groupBy, interval, metrics),
                "sort",
                sort.toString(),
                "a metric or field asked for");
        requireAfter(sort);
        requireRows(rows, groupBy, interval, metrics);
        QueryException.require(limit >= 1 && limit <= MAX_LIMIT, "limit", Integer.toString(limit), "1.." + MAX_LIMIT);
        QueryException.require(offset >= 0, "offset", Integer.toString(offset), "0.." + Integer.MAX_VALUE);
    }

    /** Starts a query with everything else at its default: clicks, one row, humans only, a page of 100. */
    public static Builder of(String accountId, TimeRange range) {
        return of(Selection.of(accountId, range));
    }

    /** Starts a query about the selection, with everything else at its default. */
    public static Builder of(Selection selection) {
        return new Builder(selection);
    }

    /** The account whose events are counted. */
    public String accountId() {
        return selection.accountId();
    }

    /** The time of the events that are counted. */
    public TimeRange range() {
        return selection.range();
    }

    /** Whether a page is asked for, and not all rows. */
    public boolean isPage() {
        return limit < MAX_LIMIT;
    }

    /** Whether the rows are a series. */
    public boolean isSeries() {
        return interval != Interval.TOTAL;
    }

    /** Whether the metric is asked for. */
    public boolean asks(Metric metric) {
        return metrics.contains(metric);
    }

    /** Whether a metric is asked for that counts clicks, and not only leads and sales. */
    public boolean countsClicks() {
        return metrics.stream().anyMatch(Metric::countsClicks);
    }

    /** Names of the columns of a row's group, in order. */
    public List<String> groupColumns() {
        return groupBy.stream().flatMap(field -> field.columns().stream()).toList();
    }

    private static void requireGroup(List<Field> groupBy) {
        String words = String.join(",", groupBy.stream().map(Field::word).toList());
        QueryException.require(
                groupBy.size() <= MAX_GROUP_FIELDS && Set.copyOf(groupBy).size() == groupBy.size(),
                "group_by",
                words,
                "at most " + MAX_GROUP_FIELDS + " different fields");
    }

    private static void requireAfter(Sort sort) {
        sort.after().ifPresent(value -> {
            Text.require("sort", value);
            QueryException.require(
                    sort.key() instanceof Field field && field.columns().size() == 1,
                    "sort",
                    sort + " after a value",
                    "a field of one column");
        });
    }

    private static void requireRows(RowChoice rows, List<Field> groupBy, Interval interval, Set<Metric> metrics) {
        QueryException.require(
                !rows.fill() || interval != Interval.TOTAL, "fill", "zero", "an interval other than total");
        QueryException.require(
                rows.search().isEmpty() || !groupBy.isEmpty(), "search", rows.search(), "a field in group_by");
        rows.having()
                .forEach(condition -> QueryException.require(
                        metrics.contains(condition.metric()), "having", condition.toString(), "a metric asked for"));
    }

    private static boolean sortable(SortKey key, List<Field> groupBy, Interval interval, Set<Metric> metrics) {
        if (key instanceof Metric metric) {
            return metrics.contains(metric);
        }
        return key instanceof Field field ? groupBy.contains(field) : interval != Interval.TOTAL;
    }

    /** Collects the parts of a query; what is not set keeps its default. */
    public static final class Builder {
        private final String accountId;
        private final TimeRange range;
        private final List<Filter> filters;
        private List<MetadataCondition> metadata;
        private List<Field> groupBy = List.of();
        private Interval interval = Interval.TOTAL;
        private List<Metric> metrics = List.of(Metric.CLICKS);
        private Bots bots;
        private List<Sort> sort = List.of();
        private RowChoice rows = RowChoice.NON_ZERO;
        private int limit = 100;
        private int offset;
        private boolean logOnly;

        private Builder(Selection selection) {
            this.accountId = selection.accountId();
            this.range = selection.range();
            this.filters = new ArrayList<>(selection.filters());
            this.metadata = selection.metadata();
            this.bots = selection.bots();
        }

        /** Adds a filter; an event has to pass all of them. */
        public Builder filter(Filter filter) {
            filters.add(filter);
            return this;
        }

        /** Sets the conditions on metadata; an event has to meet them all. */
        public Builder metadata(List<MetadataCondition> conditions) {
            metadata = List.copyOf(conditions);
            return this;
        }

        public Builder groupBy(Field... fields) {
            return groupBy(List.of(fields));
        }

        public Builder groupBy(List<Field> fields) {
            groupBy = List.copyOf(fields);
            return this;
        }

        public Builder interval(Interval interval) {
            this.interval = interval;
            return this;
        }

        public Builder metrics(Metric... metrics) {
            return metrics(List.of(metrics));
        }

        /** The order matters only for the default order of the rows. */
        public Builder metrics(List<Metric> metrics) {
            this.metrics = List.copyOf(metrics);
            return this;
        }

        public Builder bots(Bots bots) {
            this.bots = bots;
            return this;
        }

        /** Default: a series by start, anything else by its first metric, largest first. */
        public Builder sort(Sort sort) {
            this.sort = List.of(sort);
            return this;
        }

        public Builder rows(RowChoice rows) {
            this.rows = rows;
            return this;
        }

        public Builder limit(int limit) {
            this.limit = limit;
            return this;
        }

        public Builder offset(int offset) {
            this.offset = offset;
            return this;
        }

        /** Default: from whatever is fastest. */
        public Builder logOnly(boolean logOnly) {
            this.logOnly = logOnly;
            return this;
        }

        /**
         * Makes the query.
         *
         * @throws QueryException if it is not valid
         */
        public StatsQuery build() {
            return new StatsQuery(
                    new Selection(accountId, range, filters, metadata, bots),
                    groupBy,
                    interval,
                    metrics.isEmpty() ? EnumSet.noneOf(Metric.class) : EnumSet.copyOf(metrics),
                    sort.isEmpty() ? defaultSort() : sort.get(0),
                    rows,
                    limit,
                    offset,
                    logOnly);
        }

        private Sort defaultSort() {
            if (interval != Interval.TOTAL) {
                return Sort.ascending(SortKey.Start.START);
            }
            return Sort.descending(metrics.isEmpty() ? Metric.CLICKS : metrics.get(0));
        }
    }
}
