package io.clickmill.api;

import io.clickmill.api.query.EventsQuery;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.MetadataCondition;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.Selection;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.StatsResult.Uniques;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Measure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Answers by brute force over a list of events. Its answers are right by definition. */
public final class Referee implements StatsReader {
    private static final Comparator<String> BY_CODE_POINT =
            (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

    private final List<TestEvent> events;
    private final Conversions conversions;

    public Referee(List<TestEvent> events) {
        this.events = List.copyOf(events);
        this.conversions = new Conversions(events);
    }

    /** The values of a field: one, or any number for fields such as tags. Params are {@code name=value}. */
    public List<String> values(TestEvent event, Field field) {
        return field == Field.SALE_TYPE ? List.of(conversions.saleType(event)) : event.values(field);
    }

    /** All events that the query lists, in its order; the query's page is ignored. */
    public List<TestEvent> list(EventsQuery query) {
        Comparator<TestEvent> byTime =
                Comparator.comparingLong(TestEvent::occurredAt).thenComparing(TestEvent::eventId);
        return events.stream()
                .filter(event -> event.event().equals(query.kind().word()) && isIn(query.selection(), event))
                .sorted(query.newestFirst() ? byTime.reversed() : byTime)
                .toList();
    }

    private boolean passes(TestEvent event, List<Filter> filters, List<MetadataCondition> metadata) {
        return filters.stream().allMatch(filter -> passes(event, filter))
                && metadata.stream().allMatch(condition -> MetadataValue.of(event, condition.key())
                        .meets(condition));
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
        LocalClock clock = new LocalClock(query.interval(), query.range().zone());
        boolean single = query.groupBy().isEmpty() && query.interval() == Interval.TOTAL;
        if (single) {
            counts.put(new Key(null, List.of()), new Count());
        }
        for (TestEvent event : events) {
            if (isIn(query.selection(), event)) {
                Instant start = query.isSeries() ? Instant.ofEpochMilli(clock.stepStart(event.occurredAt())) : null;
                for (List<String> group : groups(event, query.groupBy())) {
                    count(counts.computeIfAbsent(new Key(start, group), k -> new Count()), event);
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        counts.forEach((key, count) -> {
            Row row = row(key, count, query);
            if (single || query.metrics().stream().anyMatch(m -> row.value(m) != 0)) {
                rows.add(row);
            }
        });
        rows.sort(order(query));
        List<Row> page = rows.stream()
                .filter(row -> isBehind(row, query))
                .skip(query.offset())
                .limit(query.limit())
                .toList();
        return new StatsResult(page, rows.size(), null, new PlanSummary(0, 0, 0, 0, 0, 0, 0));
    }

    private boolean isIn(Selection selection, TestEvent event) {
        boolean ofBots =
                switch (selection.bots()) {
                    case EXCLUDE -> !event.bot();
                    case INCLUDE -> true;
                    case ONLY -> event.bot();
                };
        return ofBots
                && event.accountId().equals(selection.accountId())
                && event.occurredAt() >= selection.range().from()
                && event.occurredAt() < selection.range().to()
                && passes(event, selection.filters(), selection.metadata());
    }

    private boolean passes(TestEvent event, Filter filter) {
        boolean own = values(event, filter.field()).stream().anyMatch(value -> selects(filter, value));
        boolean named = filter.field() == Field.CUSTOMER_ID
                && conversions.customersNaming(event).stream().anyMatch(value -> selects(filter, value));
        return (own || named) != filter.exclude();
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

    private List<List<String>> groups(TestEvent event, List<Field> fields) {
        List<List<String>> groups = List.of(List.of());
        for (Field field : fields) {
            List<List<String>> longer = new ArrayList<>();
            for (List<String> group : groups) {
                for (String value : values(event, field)) {
                    List<String> next = new ArrayList<>(group);
                    next.addAll(group(field, value));
                    longer.add(next);
                }
            }
            groups = longer;
        }
        return groups;
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
        Comparator<Row> byGroup = Comparator.comparing(row -> String.join("\0", row.group()), BY_CODE_POINT);
        Comparator<Row> byKey = byStart;
        if (query.sort().key() instanceof Metric metric) {
            byKey = Comparator.comparingLong(row -> row.value(metric));
        } else if (query.sort().key() instanceof Field field) {
            int column = query.groupColumns().indexOf(field.columns().get(0));
            byKey = Comparator.comparing(
                    row -> String.join(
                            "\0",
                            row.group().subList(column, column + field.columns().size())),
                    BY_CODE_POINT);
        }
        return (query.sort().descending() ? byKey.reversed() : byKey)
                .thenComparing(byStart)
                .thenComparing(byGroup);
    }
}
