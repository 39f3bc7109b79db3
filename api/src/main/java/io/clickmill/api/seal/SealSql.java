package io.clickmill.api.seal;

import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Bots;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Match;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Measure;
import io.clickmill.contract.SealFormat;
import io.clickmill.contract.event.EventColumn;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A question in the SQL of DuckDB: the events of some spans, counted by step and group.
 *
 * <p>Example, clicks by device of a country:
 *
 * <pre>
 * SELECT events, step, left(g1, 512), CAST(m1 AS BIGINT)
 *   FROM (SELECT count(*) AS events, 1 AS step, "device" AS g1, count(*) FILTER (WHERE event = 'click') AS m1
 *           FROM (FROM shelf_1 UNION ALL FROM shelf_2) AS sealed
 *          WHERE (occurred_at &gt;= make_timestamp(1772323200000000) AND occurred_at &lt; make_timestamp(1774483200000000))
 *            AND "country" IN (?)
 *          GROUP BY 2, 3) AS counted
 * </pre>
 */
public final class SealSql {
    /** The maximum number of spans of a question. Each is a comparison for every event. */
    public static final int MAX_SPANS = 16;

    /** The longest list in which a slot of time is looked up: two years of hours. */
    private static final int MAX_SLOTS = 20_000;

    /** Fields that look at other events. */
    private static final Set<Field> UNKNOWN = EnumSet.of(Field.CUSTOMER_ID, Field.SALE_TYPE);

    /** The columns that no question reads. */
    private static final Set<EventColumn> UNUSED = EnumSet.of(
            EventColumn.EVENT_ID,
            EventColumn.BOT,
            EventColumn.BOT_REASONS,
            EventColumn.CUSTOMER,
            EventColumn.SALE_CURRENCY,
            EventColumn.INVOICE_ID,
            EventColumn.PAYMENT_PROCESSOR,
            EventColumn.METADATA);

    private static final String PARAMS = "map_entries(params)";
    private static final String TAGS = "list_distinct(tag_ids)";

    /** Seals have no events of bots. */
    private static final String BOT_REASONS = "CAST([] AS VARCHAR[])";

    private final StatsQuery query;
    private final long[] starts;
    private final List<Span> spans;
    private final int mostVisitors;
    private final List<List<String>> ofGroups;

    /**
     * A question that {@link #canAnswer} says yes to.
     *
     * @param starts the starts of the steps, in epoch milliseconds
     * @param spans the ranges whose events are counted; sorted
     * @param mostVisitors the maximum number of visitors to read of a group
     */
    public SealSql(StatsQuery query, long[] starts, List<Span> spans, int mostVisitors) {
        this(query, starts, spans, mostVisitors, List.of());
    }

    /** @param ofGroups the groups that are read, as answers have them; none for all */
    public SealSql(StatsQuery query, long[] starts, List<Span> spans, int mostVisitors, List<List<String>> ofGroups) {
        this.query = query;
        this.ofGroups = List.copyOf(ofGroups);
        this.starts = starts.clone();
        this.spans = List.copyOf(spans);
        this.mostVisitors = mostVisitors;
    }

    /** Whether seals hold what a query asks for. */
    public static boolean canAnswer(StatsQuery query) {
        return !query.logOnly()
                && query.selection().bots() == Bots.EXCLUDE
                && query.selection().metadata().isEmpty()
                && query.groupBy().stream().noneMatch(UNKNOWN::contains)
                && query.selection().filters().stream().allMatch(SealSql::canFilter);
    }

    /** Whether the step of each event in these spans can be found. */
    public static boolean canFindSteps(long[] starts, List<Span> spans) {
        return starts.length == 1 || isRegular(starts) || (end(spans) - starts[0]) / slot(starts) < MAX_SLOTS;
    }

    /** The columns that a question may read. */
    static List<EventColumn> columns(List<EventColumn> all) {
        return all.stream().filter(column -> !UNUSED.contains(column)).toList();
    }

    /** The type of a column in tables. */
    static String type(EventColumn column) {
        return switch (column) {
            case TAG_IDS -> "VARCHAR[]";
            case PARAMS -> "MAP(VARCHAR, VARCHAR)";
            default -> SealFormat.type(column);
        };
    }

    /** The value for a column of a table, of a row of a seal's file. */
    static String loaded(EventColumn column) {
        String name = quoted(column.column());
        return switch (column) {
            case TAG_IDS -> "from_json(" + name + ", '[\"VARCHAR\"]')";
            case PARAMS -> "from_json(" + name + ", '\"MAP(VARCHAR, VARCHAR)\"')";
            default -> name;
        };
    }

    /**
     * The text.
     *
     * @param tables the tables that have the events
     * @param leftOut the numbers of seals in these tables that are not to be counted
     */
    String text(List<String> tables, List<Integer> leftOut) {
        int groups = query.groupColumns().size();
        List<String> selected = new ArrayList<>(List.of("events", "step"));
        IntStream.rangeClosed(1, groups)
                .forEach(i -> selected.add("left(g" + i + ", " + Dimension.MAX_VALUE_BYTES + ")"));
        int position = 1;
        for (Metric metric : query.metrics()) {
            // A sum is a HUGEINT, which the driver would cut off without an error.
            selected.add(metric.measure().isPresent() ? "CAST(m" + position + " AS BIGINT)" : "m" + position);
            position++;
        }
        // A sketch's estimate depends on the order, and the same question must get the same answer.
        List<String> order = new ArrayList<>(List.of("step"));
        IntStream.rangeClosed(1, groups).forEach(i -> order.add("g" + i));
        return "SELECT " + String.join(", ", selected) + "\n  FROM (" + counted(tables, leftOut) + ") AS counted"
                + (query.asks(Metric.UNIQUES) ? "\n ORDER BY " + String.join(", ", order) : "");
    }

    /** The events of each step and group, with columns {@code events, step, g1, …, m1, …}. Groups are not cut. */
    String counted(List<String> tables, List<Integer> leftOut) {
        List<String> groups = query.groupBy().stream()
                .flatMap(field -> groupColumns(field).stream())
                .toList();
        List<String> inner = new ArrayList<>(List.of("count(*) AS events", step() + " AS step"));
        for (int i = 0; i < groups.size(); i++) {
            inner.add(groups.get(i) + " AS g" + (i + 1));
        }
        int number = 1;
        for (Metric metric : query.metrics()) {
            inner.add(metric.measure().map(Measure::aggregate).orElseGet(this::visitors) + " AS m" + number);
            number++;
        }
        List<String> keys = IntStream.rangeClosed(query.isSeries() ? 2 : 3, 2 + groups.size())
                .mapToObj(Integer::toString)
                .toList();
        String from = tables.stream().map(table -> "FROM " + table).collect(Collectors.joining(" UNION ALL "));
        return "SELECT " + String.join(", ", inner)
                + "\n          FROM "
                + ofGroups(
                        groups,
                        "(" + from + ") AS sealed\n         WHERE "
                                + String.join("\n           AND ", conditions(leftOut)))
                + (keys.isEmpty() ? "" : "\n         GROUP BY " + String.join(", ", keys));
    }

    /** Sets the parameters of the text, and returns the index of the next one. */
    int bind(PreparedStatement statement) throws SQLException {
        int index = 1;
        for (Filter filter : query.selection().filters()) {
            int forms = forms(filter.match(), "").size();
            for (int form = 0; form < forms; form++) {
                for (String value : filter.values()) {
                    statement.setString(index, value);
                    index++;
                }
            }
        }
        for (List<String> group : ofGroups) {
            for (String value : group) {
                statement.setString(index, value);
                index++;
            }
        }
        return index;
    }

    /** The value of a group's field as an answer has it. */
    public static String group(Field field, String value) {
        String cut = Dimension.cut(value);
        return field.isDerived() ? field.ofDimension(cut) : cut;
    }

    /** The rows of the groups that are read. */
    private String ofGroups(List<String> groups, String rows) {
        String all = withValues(rows);
        if (ofGroups.isEmpty()) {
            return all;
        }
        String columns = groups.stream().map(SealSql::cut).collect(Collectors.joining(", ", "(", ")"));
        String group = groups.stream().map(column -> "?").collect(Collectors.joining(", ", "(", ")"));
        return all + (all.equals(rows) ? "\n           AND " : "\n         WHERE ") + columns + " IN (VALUES "
                + ofGroups.stream().map(values -> group).collect(Collectors.joining(", ")) + ")";
    }

    /** The text as {@link Dimension#cut} cuts it. A limit of bytes is between a quarter of it and itself in characters. */
    static String cut(String text) {
        int most = Dimension.MAX_VALUE_BYTES;
        return "CASE WHEN strlen(%1$s) <= %2$d THEN %1$s WHEN strlen(left(%1$s, %2$d)) = %2$d THEN left(%1$s, %2$d) ELSE left(%1$s, CAST(list_max(list_filter(range(%3$d, %4$d), lambda n: strlen(left(%1$s, n)) <= %2$d)) AS INTEGER)) END"
                .formatted("(" + text + ")", most, most / 4, most + 1);
    }

    /** The rows, and where events have several values of a field, a row for each. */
    private String withValues(String rows) {
        String all = rows;
        for (Field field : query.groupBy()) {
            String values =
                    switch (field) {
                        case PARAMS -> "unnest(" + PARAMS + ") AS param";
                        case TAG -> "unnest(" + TAGS + ") AS tag";
                        case BOT_REASON -> "unnest(" + BOT_REASONS + ") AS bot_reason";
                        default -> "";
                    };
            if (!values.isEmpty()) {
                all = "(SELECT *, " + values + " FROM " + all + ") AS sealed";
            }
        }
        return all;
    }

    private static List<String> groupColumns(Field field) {
        return switch (field) {
            case PARAMS -> List.of("param.key", "coalesce(param.value, '')");
            case TAG -> List.of("tag");
            case BOT_REASON -> List.of("bot_reason");
            default -> List.of(value(field));
        };
    }

    /** The step of an event, from 1. */
    private String step() {
        if (starts.length == 1) {
            return "1";
        }
        long slot = slot(starts);
        String number = "(epoch_ms(occurred_at) - " + starts[0] + ") // " + slot;
        if (isRegular(starts)) {
            // The last step may be longer than the others, as a month or the day of a change of clocks.
            return "least(1 + " + number + ", " + starts.length + ")";
        }
        List<Integer> steps = new ArrayList<>();
        int step = 0;
        for (long time = starts[0]; time < end(spans); time += slot) {
            while (step < starts.length && starts[step] <= time) {
                step++;
            }
            steps.add(step);
        }
        return steps + "[1 + " + number + "]";
    }

    /** Whether all steps but the last have the same length. */
    private static boolean isRegular(long[] starts) {
        return IntStream.range(1, starts.length).allMatch(i -> starts[i] - starts[i - 1] == starts[1] - starts[0]);
    }

    /** The longest time of which every step but the last has a whole number. */
    private static long slot(long[] starts) {
        long slot = 0;
        for (int i = 1; i < starts.length; i++) {
            slot = gcd(starts[i] - starts[i - 1], slot);
        }
        return slot;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static long end(List<Span> spans) {
        return spans.get(spans.size() - 1).to();
    }

    private List<String> conditions(List<Integer> leftOut) {
        List<String> conditions = new ArrayList<>();
        conditions.add(spans.stream()
                .map(span -> "occurred_at >= " + instant(span.from()) + " AND occurred_at < " + instant(span.to()))
                .collect(Collectors.joining(" OR ", "(", ")")));
        if (!leftOut.isEmpty()) {
            conditions.add(
                    "seal NOT IN " + leftOut.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")")));
        }
        if (!query.countsClicks()) {
            conditions.add("event <> 'click'");
        }
        query.selection().filters().forEach(filter -> conditions.add(condition(filter)));
        return conditions;
    }

    private static String instant(long epochMillis) {
        return "make_timestamp(" + Math.multiplyExact(epochMillis, 1_000L) + ")";
    }

    private static String condition(Filter filter) {
        String found =
                switch (filter.field()) {
                    case PARAMS -> anyOf(PARAMS, "entry.key || '=' || entry.value", filter);
                    case TAG -> anyOf(TAGS, "entry", filter);
                    case BOT_REASON -> anyOf(BOT_REASONS, "entry", filter);
                    default -> isAnyOf(value(filter.field()), filter);
                };
        return filter.exclude() ? "NOT " + found : found;
    }

    /** Whether a list has an entry whose value is one of the filter's. */
    private static String anyOf(String list, String value, Filter filter) {
        return "(len(list_filter(" + list + ", lambda entry: coalesce(" + isAnyOf("(" + value + ")", filter)
                + ", false))) > 0)";
    }

    private static String isAnyOf(String value, Filter filter) {
        String values = filter.values().stream().map(given -> "?").collect(Collectors.joining(", ", "(", ")"));
        return forms(filter.match(), value).stream()
                .map(form -> form + " IN " + values)
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /** The forms of a value that {@link Match#forms} gives. */
    private static List<String> forms(Match match, String value) {
        return switch (match) {
            case EXACT -> List.of(value);
            case IGNORE_CASE ->
                List.of("translate(" + value + ", 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')");
            case SUBDIVISION ->
                List.of(
                        value,
                        "CASE WHEN strpos(%1$s, '-') > 0 AND strpos(%1$s, '-') < length(%1$s) THEN substr(%1$s, strpos(%1$s, '-') + 1) ELSE %1$s END"
                                .formatted(value));
        };
    }

    /** Sorted, for the same reason as the groups are. */
    private String visitors() {
        return "list_sort(list(DISTINCT visitor) FILTER (WHERE event = 'click'))[1:" + mostVisitors + "]";
    }

    private static boolean canFilter(Filter filter) {
        return !UNKNOWN.contains(filter.field())
                && !filter.field().isDerived()
                && filter.cutValues().isEmpty();
    }

    private static String value(Field field) {
        Optional<Dimension> dimension = field.dimension();
        if (dimension.isPresent()) {
            return dimension.get() == Dimension.PLACEMENT
                    ? "(step_id || chr(31) || coalesce(CAST(url_location AS VARCHAR), '') || chr(31) || url)"
                    : quoted(dimension.get().expression());
        }
        return switch (field) {
            case REFERER_URL -> "referer";
            case STEP -> "step_id";
            case URL_LOCATION -> "coalesce(CAST(url_location AS VARCHAR), '')";
            case BASE_URL -> "split_part(url, '?', 1)";
            case REFERER_BASE_URL -> "split_part(referer, '?', 1)";
            default -> quoted(field.word());
        };
    }

    private static String quoted(String column) {
        return '"' + column + '"';
    }
}
