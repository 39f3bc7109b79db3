package io.clickmill.api;

import io.clickmill.api.query.Bots;
import io.clickmill.api.query.Comparison;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Having;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.Match;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.RowChoice;
import io.clickmill.api.query.Sort;
import io.clickmill.api.query.SortKey;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.TimeRange;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;

/**
 * Random queries of every kind that the engine takes. One in ten is about account {@code other}, the rest about
 * {@code acme}.
 */
public final class RandomQueries {
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "America/St_Johns",
            "Asia/Kolkata",
            "Asia/Kathmandu",
            "Australia/Adelaide",
            "Australia/Lord_Howe");

    private static final List<Match> MATCHES =
            List.of(Match.EXACT, Match.EXACT, Match.EXACT, Match.IGNORE_CASE, Match.SUBDIVISION);

    private final List<Field> fields;
    private final ToLongFunction<Random> instants;
    private final BiFunction<Random, Field, String> values;

    /**
     * Queries about these fields. A field that is listed twice is used twice as often.
     *
     * @param instants returns a start or end of a range, in epoch milliseconds
     * @param values returns a value to filter by
     */
    public RandomQueries(
            List<Field> fields, ToLongFunction<Random> instants, BiFunction<Random, Field, String> values) {
        this.fields = List.copyOf(fields);
        this.instants = instants;
        this.values = values;
    }

    public StatsQuery next(Random random) {
        StatsQuery.Builder query = StatsQuery.of(random.nextInt(10) == 0 ? "other" : "acme", range(random));
        List<Metric> metrics = metrics(random);
        List<Field> groupBy = new ArrayList<>();
        int groups = random.nextInt(8) < 3 ? 0 : random.nextInt(8) < 7 ? 1 : 2;
        while (groupBy.size() < groups) {
            Field field = fields.get(random.nextInt(fields.size()));
            if (!groupBy.contains(field)) {
                groupBy.add(field);
            }
        }
        int filters = random.nextInt(3);
        for (int i = 0; i < filters; i++) {
            query.filter(filter(random, groupBy));
        }
        Interval[] intervals = Interval.values();
        Interval interval = intervals[random.nextInt(3) > 0 ? 0 : 1 + random.nextInt(intervals.length - 1)];
        query.metrics(metrics).groupBy(groupBy).interval(interval);
        query.bots(random.nextInt(12) > 0 ? Bots.EXCLUDE : Bots.values()[1 + random.nextInt(2)]);
        List<SortKey> keys = new ArrayList<>(metrics);
        keys.addAll(groupBy);
        if (random.nextInt(3) == 0) {
            query.sort(sort(random, keys.get(random.nextInt(keys.size()))));
        }
        if (random.nextInt(5) == 0) {
            query.rows(rows(random, groupBy, interval, metrics));
        }
        return query.limit(random.nextInt(4) == 0 ? 1 + random.nextInt(20) : StatsQuery.MAX_LIMIT)
                .offset(random.nextInt(4) == 0 ? random.nextInt(20) : 0)
                .build();
    }

    private RowChoice rows(Random random, List<Field> groupBy, Interval interval, List<Metric> metrics) {
        String value = groupBy.isEmpty() ? "" : values.apply(random, groupBy.get(0));
        Comparison[] comparisons = Comparison.values();
        Having having = new Having(
                metrics.get(random.nextInt(metrics.size())),
                comparisons[random.nextInt(comparisons.length)],
                random.nextInt(4));
        // All steps of all groups would be more rows than an answer may have.
        boolean mayFill = interval != Interval.TOTAL && groupBy.isEmpty();
        return new RowChoice(
                mayFill && random.nextBoolean(),
                random.nextBoolean() ? value.substring(value.length() / 2).toUpperCase(Locale.ROOT) : "",
                random.nextBoolean() ? List.of(having) : List.of());
    }

    private Sort sort(Random random, SortKey key) {
        Sort sort = new Sort(key, random.nextBoolean());
        boolean mayBegin = key instanceof Field field && field.columns().size() == 1;
        return mayBegin && random.nextBoolean() ? sort.after(values.apply(random, (Field) key)) : sort;
    }

    /** A random choice of metrics, at least one. */
    public static List<Metric> metrics(Random random) {
        List<Metric> metrics = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            if (random.nextInt(3) == 0) {
                metrics.add(metric);
            }
        }
        return metrics.isEmpty() ? List.of(Metric.CLICKS) : metrics;
    }

    private Filter filter(Random random, List<Field> groupBy) {
        int kind = random.nextInt(6);
        if (kind < 3) {
            Field scope = List.of(Field.CAMPAIGN, Field.LINK, Field.SOURCE).get(kind);
            return new Filter(scope, false, List.of(values.apply(random, scope)));
        }
        Field field = kind == 3 && !groupBy.isEmpty() ? groupBy.get(0) : fields.get(random.nextInt(fields.size()));
        List<String> wanted = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            wanted.add(values.apply(random, field));
        }
        Match match = MATCHES.get(random.nextInt(MATCHES.size()));
        return new Filter(field, random.nextInt(3) == 0, changed(wanted, match), match);
    }

    /**
     * Changes values in a way that this kind of match ignores: the case, or the part up to the first hyphen.
     */
    public static List<String> changed(List<String> values, Match match) {
        return values.stream()
                .map(value -> switch (match) {
                    case EXACT -> value;
                    case IGNORE_CASE -> value.toUpperCase(Locale.ROOT);
                    case SUBDIVISION -> value.substring(value.indexOf('-') + 1);
                })
                .toList();
    }

    private TimeRange range(Random random) {
        long a = instants.applyAsLong(random);
        long b = instants.applyAsLong(random);
        return new TimeRange(Math.min(a, b), Math.max(a, b), ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))));
    }
}
