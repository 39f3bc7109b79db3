package io.clickmill.api;

import io.clickmill.api.query.EventsQuery;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Having;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.MetadataCondition;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.RowChoice;
import io.clickmill.api.query.Selection;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.StatsResult.Uniques;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Measure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Answers by brute force over a list of events. Its answers are right by definition. */
public final class Referee implements StatsReader {
    /** Bytes of UTF-8 are in the order of code points. */
    private static final Comparator<String> BY_CODE_POINT =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private static final Comparator<TestEvent> BY_TIME =
            Comparator.comparingLong(TestEvent::occurredAt).thenComparing(TestEvent::eventId);

    private record Steps(Interval interval, ZoneId zone) {}

    private final List<TestEvent> events;
    private final Conversions conversions;

    // These are computed once for all questions. Lists have the order of the events, and sets hold numbers of events.
    private final Map<Field, List<List<String>>> values = new EnumMap<>(Field.class);
    private final Map<Field, List<List<List<String>>>> groups = new EnumMap<>(Field.class);
    private final Map<String, List<MetadataValue>> metadata = new HashMap<>();
    private final Map<Filter, BitSet> passing = new HashMap<>();
    private final Map<MetadataCondition, BitSet> meeting = new HashMap<>();
    private final Map<Steps, LocalClock> clocks = new HashMap<>();

    public Referee(List<TestEvent> events) {
        this.events = events.stream().sorted(BY_TIME).toList();
        this.conversions = new Conversions(events);
    }

    /** The values of a field: one, or any number for fields such as tags. Params are {@code name=value}. */
    public List<String> values(TestEvent event, Field field) {
        return field == Field.SALE_TYPE ? List.of(conversions.saleType(event)) : event.values(field);
    }

    private List<List<String>> values(Field field) {
        return values.computeIfAbsent(
                field, f -> events.stream().map(event -> values(event, f)).toList());
    }

    /** All events that the query lists, in its order; the query's page is ignored. */
    public List<TestEvent> list(EventsQuery query) {
        List<TestEvent> listed = new ArrayList<>(selected(query.selection()).stream()
                .mapToObj(events::get)
                .filter(event -> event.event().equals(query.kind().word()))
                .toList());
        if (query.newestFirst()) {
            Collections.reverse(listed);
        }
        return listed;
    }

    private record Key(Instant start, List<String> group) {}

    private static final class Count {
        long clicks;
        long leads;
        long sales;
        long saleAmount;
        final Set<Long> visitors = new HashSet<>();
    }

    @Override
    public StatsResult read(StatsQuery query) {
        Map<Key, Count> counts = new HashMap<>();
        LocalClock clock = clocks.computeIfAbsent(
                new Steps(query.interval(), query.range().zone()), steps -> new LocalClock(steps.interval, steps.zone));
        boolean single = query.groupBy().isEmpty() && query.interval() == Interval.TOTAL;
        if (single) {
            counts.put(new Key(null, List.of()), new Count());
        }
        BitSet selected = selected(query.selection());
        for (int i = selected.nextSetBit(0); i >= 0; i = selected.nextSetBit(i + 1)) {
            TestEvent event = events.get(i);
            Instant start = query.isSeries() ? Instant.ofEpochMilli(clock.stepStart(event.occurredAt())) : null;
            for (List<String> group : groups(i, query.groupBy())) {
                count(counts.computeIfAbsent(new Key(start, group), k -> new Count()), event);
            }
        }
        List<Row> rows = new ArrayList<>();
        counts.forEach((key, count) -> {
            Row row = row(key, count, query);
            if (single || query.metrics().stream().anyMatch(m -> row.value(m) != 0)) {
                rows.add(row);
            }
        });
        if (query.rows().fill()) {
            fill(rows, query, clock);
        }
        rows.removeIf(row -> !isChosen(row, query.rows()));
        rows.sort(order(query));
        List<Row> page = rows.stream()
                .filter(row -> isBehind(row, query))
                .skip(query.offset())
                .limit(query.limit())
                .toList();
        return new StatsResult(page, rows.size(), null, new PlanSummary(0, 0, 0, 0, 0, 0, 0));
    }

    /** Adds the steps without a row. Every step is at least a minute long, or is cut by the range or a change of clocks. */
    private static void fill(List<Row> rows, StatsQuery query, LocalClock clock) {
        Set<Instant> steps = new HashSet<>();
        for (long at = query.range().from(); at < query.range().to(); at += 60_000) {
            steps.add(Instant.ofEpochMilli(clock.stepStart(at)));
        }
        if (!query.range().isEmpty()) {
            steps.add(Instant.ofEpochMilli(clock.stepStart(query.range().to() - 1)));
        }
        Map<List<String>, Set<Instant>> known = new HashMap<>();
        if (query.groupBy().isEmpty()) {
            known.put(List.of(), new HashSet<>());
        }
        rows.forEach(row ->
                known.computeIfAbsent(row.group(), group -> new HashSet<>()).add(row.start()));
        known.forEach((group, starts) -> steps.stream()
                .filter(step -> !starts.contains(step))
                .forEach(step -> rows.add(row(new Key(step, group), new Count(), query))));
    }

    private static boolean isChosen(Row row, RowChoice choice) {
        boolean isFound = choice.search().isEmpty()
                || row.group().stream().anyMatch(value -> Pattern.compile(
                                Pattern.quote(choice.search()), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                        .matcher(value)
                        .find());
        return isFound && choice.having().stream().allMatch(having -> isMet(row.value(having.metric()), having));
    }

    private static boolean isMet(long value, Having having) {
        int order = Long.compare(value, having.number());
        return switch (having.comparison()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
        };
    }

    private BitSet selected(Selection selection) {
        BitSet selected = new BitSet();
        for (int i = 0; i < events.size(); i++) {
            selected.set(i, isIn(selection, events.get(i)));
        }
        for (Filter filter : selection.filters()) {
            selected.and(passing.computeIfAbsent(filter, this::passing));
        }
        for (MetadataCondition condition : selection.metadata()) {
            selected.and(meeting.computeIfAbsent(condition, this::meeting));
        }
        return selected;
    }

    private static boolean isIn(Selection selection, TestEvent event) {
        boolean ofBots =
                switch (selection.bots()) {
                    case EXCLUDE -> !event.bot();
                    case INCLUDE -> true;
                    case ONLY -> event.bot();
                };
        return ofBots
                && event.accountId().equals(selection.accountId())
                && event.occurredAt() >= selection.range().from()
                && event.occurredAt() < selection.range().to();
    }

    private BitSet passing(Filter filter) {
        Map<String, Boolean> known = new HashMap<>();
        Predicate<String> selects = value -> known.computeIfAbsent(value, v -> selects(filter, v));
        List<List<String>> own = values(filter.field());
        BitSet passing = new BitSet();
        for (int i = 0; i < events.size(); i++) {
            boolean named = filter.field() == Field.CUSTOMER_ID
                    && conversions.customersNaming(events.get(i)).stream().anyMatch(selects);
            passing.set(i, (own.get(i).stream().anyMatch(selects) || named) != filter.exclude());
        }
        return passing;
    }

    private BitSet meeting(MetadataCondition condition) {
        List<MetadataValue> found = metadata.computeIfAbsent(condition.key(), key -> events.stream()
                .map(event -> MetadataValue.of(event, key))
                .toList());
        BitSet meeting = new BitSet();
        for (int i = 0; i < events.size(); i++) {
            meeting.set(i, found.get(i).meets(condition));
        }
        return meeting;
    }

    /** Whether a filter matches the whole value, or the value as groups show it, which may be cut. */
    private static boolean selects(Filter filter, String value) {
        String cut = String.join("=", group(filter.field(), value));
        return filter.values().stream()
                .anyMatch(wanted -> isFound(filter, value, wanted) || isFound(filter, cut, wanted));
    }

    /** Turns only A to Z into lower case; letters of other alphabets keep their case. */
    private static String withSmallLetters(String text) {
        return Pattern.compile("[A-Z]").matcher(text).replaceAll(letter -> letter.group()
                .toLowerCase(Locale.ROOT));
    }

    private static boolean isFound(Filter filter, String value, String wanted) {
        return switch (filter.match()) {
            case EXACT -> value.equals(wanted);
            case IGNORE_CASE -> withSmallLetters(value).equals(withSmallLetters(wanted));
            case SUBDIVISION ->
                value.equals(wanted) || !wanted.isEmpty() && value.matches("(?s)[^-]*-" + Pattern.quote(wanted));
        };
    }

    /** The columns of a value in a group. */
    private static List<String> group(Field field, String value) {
        List<String> columns = field == Field.PARAMS ? List.of(value.split("=", 2)) : List.of(value);
        return columns.stream().map(Dimension::cut).toList();
    }

    private List<List<String>> groups(int number, List<Field> fields) {
        List<List<String>> groups = List.of(List.of());
        for (Field field : fields) {
            List<List<String>> longer = new ArrayList<>();
            for (List<String> group : groups) {
                for (List<String> columns : groups(field).get(number)) {
                    List<String> next = new ArrayList<>(group);
                    next.addAll(columns);
                    longer.add(next);
                }
            }
            groups = longer;
        }
        return groups;
    }

    private List<List<List<String>>> groups(Field field) {
        return groups.computeIfAbsent(field, f -> values(f).stream()
                .map(own -> own.stream().map(value -> group(f, value)).toList())
                .toList());
    }

    private static void count(Count count, TestEvent event) {
        switch (event.event()) {
            case "click" -> {
                count.clicks++;
                count.visitors.add(event.visitor());
            }
            case "lead" -> count.leads++;
            default -> {
                count.sales++;
                count.saleAmount += event.saleAmount();
            }
        }
    }

    private static Row row(Key key, Count count, StatsQuery query) {
        long visitors = query.asks(Metric.UNIQUES) ? count.visitors.size() : 0;
        long[] numbers = Arrays.stream(Measure.values())
                .mapToLong(measure -> asks(query, measure) ? number(count, measure) : 0)
                .toArray();
        return new Row(key.group(), key.start(), new Uniques(visitors, true, visitors, visitors), numbers);
    }

    private static boolean asks(StatsQuery query, Measure measure) {
        return query.metrics().stream().anyMatch(metric -> metric.measure().equals(Optional.of(measure)));
    }

    private static long number(Count count, Measure measure) {
        return switch (measure) {
            case CLICKS -> count.clicks;
            case LEADS -> count.leads;
            case SALES -> count.sales;
            case SALE_AMOUNT -> count.saleAmount;
        };
    }

    private static boolean isBehind(Row row, StatsQuery query) {
        int column = query.groupColumns().indexOf(query.sort().key().word());
        return query.sort()
                .after()
                .map(value -> BY_CODE_POINT.compare(row.group().get(column), value)
                                * (query.sort().descending() ? -1 : 1)
                        > 0)
                .orElse(true);
    }

    private static Comparator<Row> order(StatsQuery query) {
        Comparator<Row> byStart = Comparator.comparing(Row::start, Comparator.nullsFirst(Comparator.naturalOrder()));
        Comparator<Row> byGroup = byColumns(0, query.groupColumns().size());
        Comparator<Row> byKey = byStart;
        if (query.sort().key() instanceof Metric metric) {
            byKey = Comparator.comparingLong(row -> row.value(metric));
        } else if (query.sort().key() instanceof Field field) {
            int column = query.groupColumns().indexOf(field.columns().get(0));
            byKey = byColumns(column, column + field.columns().size());
        }
        return (query.sort().descending() ? byKey.reversed() : byKey)
                .thenComparing(byStart)
                .thenComparing(byGroup);
    }

    private static Comparator<Row> byColumns(int first, int end) {
        return (a, b) -> {
            int order = 0;
            for (int i = first; i < end && order == 0; i++) {
                order = BY_CODE_POINT.compare(a.group().get(i), b.group().get(i));
            }
            return order;
        };
    }
}
