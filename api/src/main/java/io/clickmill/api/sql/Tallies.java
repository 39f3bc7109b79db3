package io.clickmill.api.sql;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.SortKey;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All groups of all steps of an answer: rows of rollups and of the log are added here, then sorted and cut to the page.
 *
 * <p>All of them are in memory, so that there is a limit: beyond it the question is refused, as a part would look whole.
 */
final class Tallies {
    private static final String LESS = "a shorter range or a filter";

    /**
     * How much of an answer is held.
     *
     * @param groups of all steps together
     * @param visitors hashes read from the log
     */
    record Limits(int groups, int visitors) {}

    private record Key(int step, List<String> group) {}

    private final StatsQuery query;
    private final Limits limits;
    private final long[] starts;
    private final Map<Key, Tally> tallies = new HashMap<>();
    private long visitors;

    Tallies(StatsQuery query, Limits limits) {
        this.query = query;
        this.limits = limits;
        this.starts = query.isSeries()
                ? query.interval().starts(query.range())
                : new long[] {query.range().from()};
    }

    /** The starts of the steps, in epoch milliseconds; one for a query that is no series. */
    long[] starts() {
        return starts;
    }

    /** The step, from 0, that holds an instant of the asked range. */
    int step(long epochMillis) {
        if (!query.isSeries()) {
            return 0;
        }
        int found = Arrays.binarySearch(starts, epochMillis);
        return found >= 0 ? found : -found - 2;
    }

    /**
     * The tally of a group, made if it is new.
     *
     * @throws QueryException if there are too many groups
     */
    Tally of(int step, List<String> group) {
        Tally tally = tallies.computeIfAbsent(new Key(step, group), key -> new Tally());
        if (tallies.size() > limits.groups()) {
            throw new QueryException(QueryError.invalid("group_by", "more than " + limits.groups() + " groups", LESS));
        }
        return tally;
    }

    /**
     * Says that so many hashes of visitors were read.
     *
     * @throws QueryException if there are too many
     */
    void readVisitors(int hashes) {
        visitors += hashes;
        if (visitors > limits.visitors()) {
            throw new QueryException(QueryError.invalid(
                    "metrics", "uniques of more than " + limits.visitors() + " visitors in the log", LESS));
        }
    }

    /** Of one group more are not worth reading: one more than all groups together may have. */
    int mostVisitors() {
        return limits.visitors() + 1;
    }

    /** All rows that are not all zero, sorted; a query with neither groups nor steps always has its one row. */
    List<Row> rows() {
        boolean single = query.groupBy().isEmpty() && !query.isSeries();
        if (single) {
            of(0, List.of());
        }
        List<Row> rows = new ArrayList<>();
        tallies.forEach((key, tally) -> {
            if (single || !tally.isZero(query)) {
                rows.add(row(key, tally));
            }
        });
        rows.sort(order());
        return rows;
    }

    private Row row(Key key, Tally tally) {
        return new Row(
                key.group(),
                query.isSeries() ? Instant.ofEpochMilli(starts[key.step()]) : null,
                tally.clicks,
                tally.uniques(),
                tally.leads,
                tally.sales,
                tally.saleAmount);
    }

    private Comparator<Row> order() {
        Comparator<Row> byKey = by(query.sort().key());
        return (query.sort().descending() ? byKey.reversed() : byKey)
                .thenComparing(Tallies::byStart)
                .thenComparing((a, b) -> byColumns(a, b, 0, a.group().size()));
    }

    private Comparator<Row> by(SortKey key) {
        if (key instanceof Metric metric) {
            return Comparator.comparingLong(row -> row.value(metric));
        }
        if (key instanceof Field field) {
            int first = query.groupColumns().indexOf(field.columns().get(0));
            return (a, b) -> byColumns(a, b, first, first + field.columns().size());
        }
        return Tallies::byStart;
    }

    private static int byStart(Row a, Row b) {
        Instant start = a.start();
        Instant other = b.start();
        return start == null || other == null ? 0 : start.compareTo(other);
    }

    private static int byColumns(Row a, Row b, int first, int end) {
        for (int i = first; i < end; i++) {
            int order = a.group().get(i).compareTo(b.group().get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
