package io.clickmill.api.sql;

import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.SortKey;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.StatsResult.Uniques;
import io.clickmill.api.query.Text;
import io.clickmill.contract.Counts;
import io.clickmill.contract.UniqueSketch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All groups of all steps of an answer: rows of rollups and of the log are added here, then sorted and cut to the page.
 *
 * <p>All groups are in memory, so their number and their bytes are limited. Beyond a limit {@link PageAnswer} reads the
 * page instead. Where all rows are asked for, the question is refused, as a part would look whole.
 */
final class Tallies {
    private static final String LESS = "a shorter range or a filter";

    private static final QueryError GROUPS_TOO_LARGE = QueryError.tooLarge(
            "group_by", "groups that take too much memory", "a shorter range, fewer fields, longer steps or a filter");

    private static final QueryError VISITORS_TOO_LARGE =
            QueryError.tooLarge("metrics", "uniques that take too much memory", "a shorter range or a filter");

    private static final QueryError PAGE_TOO_LARGE =
            QueryError.tooLarge("limit", "a page that takes too much memory", "a smaller limit");

    /** The key, list, counts and map entry of a group, and a reference for each column. Its texts come on top. */
    private static final int GROUP_BYTES = 256;

    /** A row of the answer, with its list, start, uniques and numbers. */
    private static final int ROW_BYTES = 184;

    /** A visitor while it is read: 20 digits from the database, the number as an object, and a reference to it. */
    private static final int VISITOR_BYTES = 48;

    /**
     * The limits of what is kept in memory for an answer.
     *
     * @param groups maximum number of groups if all rows are asked for; in a series, of all steps together
     * @param groupsOfPage the same if a page is asked for; if there are more groups, the database counts and sorts them
     * @param visitors maximum number of hashes of visitors that are read from the log
     */
    record Limits(int groups, int groupsOfPage, int visitors) {}

    private record Key(int step, List<String> group) {}

    private final StatsQuery query;
    private final int mostGroups;
    private final QueryError tooLarge;
    private final AnswerMemory.Answer memory;
    private final int mostVisitors;
    private final long[] starts;
    private final Map<Key, Counts> tallies = new HashMap<>();
    /** Each text once, however many groups and steps have it. */
    private final Map<String, String> texts = new HashMap<>();

    private long visitorsRead;
    private boolean isComplete;

    private Tallies(StatsQuery query, int mostGroups, QueryError tooLarge, Limits limits, AnswerMemory.Answer memory) {
        this.query = query;
        this.mostGroups = mostGroups;
        this.tooLarge = tooLarge;
        this.memory = memory;
        this.mostVisitors = (int) Math.min(limits.visitors(), memory.most() / VISITOR_BYTES) + 1;
        this.starts = query.isSeries()
                ? query.interval().starts(query.range())
                : new long[] {query.range().from()};
    }

    /** Holds all groups, in the memory of the answer. */
    static Tallies ofAll(StatsQuery query, int mostGroups, Limits limits, AnswerMemory.Answer memory) {
        return new Tallies(query, mostGroups, GROUPS_TOO_LARGE, limits, memory);
    }

    /** Holds the groups of the page alone, in the memory of the answer. */
    static Tallies ofPage(StatsQuery query, Limits limits, AnswerMemory.Answer memory) {
        return new Tallies(query, query.limit(), PAGE_TOO_LARGE, limits, memory);
    }

    /** The starts of the steps, in epoch milliseconds; a single one for a query without steps. */
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

    /** Ends the collecting of groups: from now on {@link #of} returns null for any other. */
    void complete() {
        isComplete = true;
    }

    /** The groups; one that is in several steps comes several times. */
    List<List<String>> groups() {
        return tallies.keySet().stream().map(Key::group).toList();
    }

    /**
     * The counts of a group. They are created if the group is new; null for a new group after {@link #complete}.
     *
     * @throws QueryException if there are too many groups, or they take too much memory
     */
    @Nullable
    Counts of(int step, List<String> group) {
        Counts known = tallies.get(new Key(step, group));
        if (known != null || isComplete) {
            return known;
        }
        if (tallies.size() == mostGroups) {
            throw new QueryException(QueryError.tooMany("group_by", "more than " + mostGroups + " groups", LESS));
        }
        memory.take(GROUP_BYTES, tooLarge);
        Counts counts = new Counts(query.asks(Metric.UNIQUES));
        UniqueSketch visitors = counts.visitors();
        memory.take(visitors == null ? 0 : visitors.memoryBytes(), VISITORS_TOO_LARGE);
        tallies.put(new Key(step, group.stream().map(this::shared).toList()), counts);
        return counts;
    }

    private String shared(String text) {
        @Nullable String known = texts.get(text);
        if (known != null) {
            return known;
        }
        memory.take(AnswerMemory.heldBytes(text), tooLarge);
        texts.put(text, text);
        return text;
    }

    /** Adds a sketch of visitors to counts. */
    void addVisitors(Counts counts, byte[] sketch) {
        UniqueSketch visitors = Objects.requireNonNull(counts.visitors());
        long before = visitors.memoryBytes();
        visitors.union(sketch);
        memory.take(visitors.memoryBytes() - before, VISITORS_TOO_LARGE);
    }

    /**
     * Adds hashes of visitors, as the log has them, to counts.
     *
     * @throws QueryException if there are too many
     */
    void addVisitors(Counts counts, Long[] hashes) {
        readVisitors(hashes.length);
        UniqueSketch visitors = Objects.requireNonNull(counts.visitors());
        long before = memory.held();
        memory.take((long) VISITOR_BYTES * hashes.length, VISITORS_TOO_LARGE);
        long sketch = visitors.memoryBytes();
        for (Long hash : hashes) {
            visitors.add(hash);
        }
        memory.shrinkTo(before);
        memory.take(visitors.memoryBytes() - sketch, VISITORS_TOO_LARGE);
    }

    /**
     * Reports how many hashes of visitors were read.
     *
     * @throws QueryException if there are too many
     */
    private void readVisitors(int hashes) {
        visitorsRead += hashes;
        if (visitorsRead >= mostVisitors) {
            throw new QueryException(QueryError.tooMany(
                    "metrics", "uniques of more than " + (mostVisitors - 1) + " visitors in the log", LESS));
        }
    }

    /**
     * The maximum number of visitors to read of one group. It is one more than all groups together may have, so that a
     * larger group is noticed.
     */
    int mostVisitors() {
        return mostVisitors;
    }

    /**
     * The rows of the asked page, which stay in memory.
     *
     * @param before as in {@link #hold}
     * @throws QueryException if the page takes too much memory
     */
    List<Row> page(List<Row> rows, long before) {
        List<Row> behind = behind(rows);
        int first = Math.min(query.offset(), behind.size());
        return hold(behind.subList(first, first + Math.min(query.limit(), behind.size() - first)), before);
    }

    /** The rows after the value with which {@link io.clickmill.api.query.Sort#after} begins the pages. */
    private List<Row> behind(List<Row> rows) {
        if (query.sort().after().isEmpty()) {
            return rows;
        }
        String after = query.sort().after().get();
        int direction = query.sort().descending() ? -1 : 1;
        int column = query.groupColumns().indexOf(query.sort().key().word());
        return rows.stream()
                .filter(row -> Text.compare(row.group().get(column), after) * direction > 0)
                .toList();
    }

    /**
     * Keeps the memory of a page's rows until the answer is written, and gives back what else was taken here.
     *
     * @param before the bytes that the answer had taken before these tallies. An answer of several pages holds one page
     *     at a time, so the larger number is kept, and not the sum
     * @throws QueryException if the page takes too much memory
     */
    List<Row> hold(List<Row> page, long before) {
        long bytes = 0;
        for (Row row : page) {
            bytes += ROW_BYTES;
            for (String text : row.group()) {
                bytes += AnswerMemory.writtenBytes(text);
            }
        }
        memory.take(bytes, PAGE_TOO_LARGE);
        memory.shrinkTo(Math.max(before, bytes));
        return page;
    }

    /**
     * The asked rows, sorted: those with a metric that is not zero, unless the query chooses others. A query with
     * neither groups nor steps always has its one row, as long as it meets the query's conditions.
     *
     * @throws QueryException if steps without events are asked for, and that makes too many rows
     */
    List<Row> rows() {
        boolean single = query.groupBy().isEmpty() && !query.isSeries();
        if (single) {
            of(0, List.of());
        }
        boolean fill = query.rows().fill();
        Predicate<List<String>> finds = query.rows().finds();
        if (fill) {
            addSteps(finds);
        }
        List<Row> rows = new ArrayList<>();
        tallies.forEach((key, counts) -> {
            // The steps of groups that are not found were dropped already.
            if (fill || finds.test(key.group())) {
                Row row = row(key, counts);
                if ((single || fill || hasNumber(row)) && query.rows().keeps(row)) {
                    rows.add(row);
                }
            }
        });
        rows.sort(order());
        return rows;
    }

    /** Adds zeros for all steps of the groups that have a row, and drops the others. */
    private void addSteps(Predicate<List<String>> finds) {
        Set<List<String>> groups = new HashSet<>();
        if (query.groupBy().isEmpty()) {
            groups.add(List.of());
        }
        tallies.forEach((key, counts) -> {
            if (!groups.contains(key.group()) && hasNumber(row(key, counts)) && finds.test(key.group())) {
                groups.add(key.group());
            }
        });
        tallies.keySet().removeIf(key -> !groups.contains(key.group()));
        for (List<String> group : groups) {
            for (int step = 0; step < starts.length; step++) {
                of(step, group);
            }
        }
    }

    private boolean hasNumber(Row row) {
        return query.metrics().stream().anyMatch(metric -> row.value(metric) != 0);
    }

    private Row row(Key key, Counts counts) {
        return new Row(
                key.group(),
                query.isSeries() ? Instant.ofEpochMilli(starts[key.step()]) : null,
                uniques(counts.visitors()),
                counts.numbers());
    }

    private static Uniques uniques(@Nullable UniqueSketch visitors) {
        return visitors == null
                ? Uniques.NONE
                : new Uniques(visitors.estimate(), visitors.isExact(), visitors.lowerBound(), visitors.upperBound());
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
            int order = Text.compare(a.group().get(i), b.group().get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
