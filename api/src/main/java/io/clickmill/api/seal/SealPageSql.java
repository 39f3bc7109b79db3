package io.clickmill.api.seal;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.SortKey;
import io.clickmill.api.query.StatsQuery;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One page of the groups of a question, counted, sorted and cut by DuckDB, so that no other group leaves it. What seals
 * do not have of the question is in a temporary table, counted by step and group.
 *
 * <p>Example, the ten subscribers with most clicks:
 *
 * <pre>
 * WITH counted AS MATERIALIZED (
 *   SELECT step, g1, CAST(sum(m1) AS BIGINT) AS m1, …
 *     FROM (SELECT step, g1, m1, events, 0 AS log, 0 AS late FROM (SELECT … FROM shelf_1 … GROUP BY …) AS sealed
 *           UNION ALL
 *           SELECT step, g1, m1, 0, log, late FROM rest) AS part
 *    GROUP BY step, g1)
 * SELECT total.*, page.*
 *   FROM (SELECT count(*) FILTER (WHERE m1 &lt;&gt; 0), sum(events), sum(log), sum(late) FROM counted) AS total
 *   LEFT JOIN (SELECT step, g1, m1 FROM counted WHERE (m1 &lt;&gt; 0) ORDER BY m1 DESC, step, g1 LIMIT 10 OFFSET 0) AS page ON true
 *  ORDER BY m1 DESC, step, g1
 * </pre>
 *
 * <p>Texts are in the order of their code points, as DuckDB compares them by their bytes.
 */
public final class SealPageSql {
    static final String REST = "rest";

    private final StatsQuery query;
    private final SealSql sealed;
    private final List<String> groups;
    private final List<String> metrics;

    /**
     * A page of a question that {@link #canAnswer} says yes to.
     *
     * @param query asks for numbers alone, and not for unique visitors
     * @param sealed the part of the question that seals answer
     */
    public SealPageSql(StatsQuery query, SealSql sealed) {
        this.query = query;
        this.sealed = sealed;
        this.groups = names("g", query.groupColumns().size());
        this.metrics = names("m", query.metrics().size());
    }

    private static List<String> names(String letter, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> letter + i).toList();
    }

    /** Whether DuckDB can make the groups of a query as answers have them, and sort them. */
    public static boolean canAnswer(StatsQuery query) {
        return SealSql.canAnswer(query)
                && query.sort().key() != Metric.UNIQUES
                && query.groupBy().stream().noneMatch(Field::isDerived);
    }

    /** Creates the table of what seals do not have: step, groups, metrics, events of the log and late ones. */
    String createRest() {
        List<String> columns = new ArrayList<>(List.of("step INTEGER"));
        groups.forEach(group -> columns.add(group + " VARCHAR"));
        metrics.forEach(metric -> columns.add(metric + " BIGINT"));
        columns.add("log BIGINT, late BIGINT");
        return "CREATE TEMP TABLE " + REST + " (" + String.join(", ", columns) + ")";
    }

    /** The text, with the parameters of {@link #bind}. The parameters of {@link SealSql#text} are the same. */
    String text(List<String> tables, List<Integer> leftOut) {
        String keys = "step, " + String.join(", ", groups);
        String cutKeys = groups.stream()
                .map(group -> ", " + SealSql.cut(group) + " AS " + group)
                .collect(Collectors.joining("", "step", ""));
        String isAsked = metrics.stream().map(metric -> metric + " <> 0").collect(Collectors.joining(" OR "));
        return """
                WITH counted AS MATERIALIZED (
                  SELECT %1$s, %2$s
                    FROM (SELECT %3$s, %4$s, events, 0 AS log, 0 AS late
                            FROM (%5$s) AS sealed
                           UNION ALL
                          SELECT %1$s, %4$s, 0, log, late FROM %6$s) AS part
                   GROUP BY %1$s)
                SELECT total.*, page.*
                  FROM (SELECT count(*) FILTER (WHERE %7$s), CAST(sum(events) AS BIGINT), CAST(sum(log) AS BIGINT), CAST(sum(late) AS BIGINT) FROM counted) AS total
                  LEFT JOIN (SELECT %1$s, %4$s
                               FROM counted
                              WHERE (%7$s)%8$s
                              ORDER BY %9$s
                              LIMIT %10$d OFFSET %11$d) AS page ON true
                 ORDER BY %9$s""".formatted(
                        keys,
                        sums(),
                        cutKeys,
                        String.join(", ", metrics),
                        sealed.counted(tables, leftOut),
                        REST,
                        isAsked,
                        behind(),
                        String.join(", ", order()),
                        query.limit(),
                        query.offset());
    }

    /** Sets the parameters of the text. */
    void bind(PreparedStatement statement) throws SQLException {
        int next = sealed.bind(statement);
        if (query.sort().after().isPresent()) {
            statement.setString(next, query.sort().after().get());
        }
    }

    private String sums() {
        // A sum is a HUGEINT, which the driver would cut off without an error.
        return Stream.concat(metrics.stream(), Stream.of("events", "log", "late"))
                .map(column -> "CAST(sum(" + column + ") AS BIGINT) AS " + column)
                .collect(Collectors.joining(", "));
    }

    private String behind() {
        if (query.sort().after().isEmpty()) {
            return "";
        }
        int column = query.groupColumns().indexOf(query.sort().key().word());
        return " AND " + groups.get(column) + (query.sort().descending() ? " < ?" : " > ?");
    }

    private List<String> order() {
        String direction = query.sort().descending() ? " DESC" : "";
        List<String> order = new ArrayList<>();
        if (query.sort().key() instanceof Metric metric) {
            order.add(metrics.get(List.copyOf(query.metrics()).indexOf(metric)) + direction);
        } else if (query.sort().key() instanceof Field field) {
            int first = query.groupColumns().indexOf(field.columns().get(0));
            groups.subList(first, first + field.columns().size()).forEach(column -> order.add(column + direction));
        } else if (query.sort().key() == SortKey.Start.START) {
            order.add("step" + direction);
        }
        order.add("step");
        order.addAll(groups);
        return order;
    }
}
