package io.clickmill.job;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Counts the log by brute force, in SQL and without any code of the job, and compares the rollups with it. A bucket
 * must have rows if and only if it holds at least 64 human events that are not late, and its rows must count exactly
 * these.
 */
public final class RollupReferee {
    private final Sql sql;

    public RollupReferee(Sql sql) {
        this.sql = sql;
    }

    /** The differences in the rollups of all granularities. The condition is on {@code bucket_start}. */
    public List<String> differences(String condition) throws SQLException {
        List<String> differences = new ArrayList<>();
        for (Granularity granularity : Granularity.values()) {
            differences.addAll(differences(granularity, condition));
        }
        return differences;
    }

    /** The differences in the rollups of one granularity. Overflowed rows are not compared. */
    public List<String> differences(Granularity granularity, String condition) throws SQLException {
        List<String> differences = new ArrayList<>();
        for (Scope scope : Scope.values()) {
            String actual = """
                    SELECT account_id, scope_id, bucket_start, dimension, val, %s, uniques_estimate
                      FROM rollup_value
                     WHERE scope = '%s' AND granularity = '%s' AND (%s)
                    """.formatted(
                            // Clicks are never null.
                            Measure.columns("coalesce(%s, 0)").replace("coalesce(clicks, 0)", "clicks"),
                            scope.word(),
                            granularity.word(),
                            condition);
            differences.addAll(sql.lines("""
                    WITH %1$s,
                         expected AS (SELECT account_id, scope_id, bucket_start, dimension, val, %5$s,
                                             uniques_estimate FROM counted),
                         actual AS (%2$s)
                    (SELECT 'missing %3$s %4$s', * FROM (SELECT * FROM expected EXCEPT ALL SELECT * FROM actual) AS m)
                    UNION ALL
                    (SELECT 'wrong %3$s %4$s', * FROM (SELECT * FROM actual EXCEPT ALL SELECT * FROM expected) AS w)
                    LIMIT 10
                    """.formatted(
                            counted(scope, granularity, condition),
                            actual,
                            granularity.word(),
                            scope.word(),
                            Measure.columns("%s"))));
        }
        return differences;
    }

    /** Writes the rows that the windows would have written. */
    public void insert(Granularity granularity, String condition) throws SQLException {
        for (Scope scope : Scope.values()) {
            sql.run("""
                    INSERT INTO rollup (account_id, scope, dimension, granularity, scope_id, bucket_start, overflow, vals,
                                        uniques, uniques_estimate, %4$s)
                    WITH %1$s
                    SELECT account_id, '%2$s', dimension, '%3$s', scope_id, bucket_start, false,
                           array_agg(val ORDER BY val),
                           CASE WHEN bool_and(has_uniques)
                                THEN array_agg(coalesce('\\x01'::bytea || (SELECT string_agg(int8send(v), '' ORDER BY v)
                                                                            FROM unnest(visitors) AS v), '')
                                               ORDER BY val) END,
                           CASE WHEN bool_and(has_uniques) THEN array_agg(uniques_estimate ORDER BY val) END,
                           %5$s
                      FROM counted
                     GROUP BY account_id, scope_id, bucket_start, dimension
                    """.formatted(
                            counted(scope, granularity, condition),
                            scope.word(),
                            granularity.word(),
                            Measure.columns("%s"),
                            Measure.columns("array_agg(%s ORDER BY val)")));
        }
    }

    private static String counted(Scope scope, Granularity granularity, String condition) {
        String values = Dimension.of(scope).stream()
                .map(d -> "('" + d.word() + "', " + d.expression() + ", " + d.hasUniques(scope) + ")")
                .collect(Collectors.joining(", "));
        String id = scope == Scope.ACCOUNT ? "''" : scope.column();
        return """
                logged AS NOT MATERIALIZED (
                  SELECT *, %1$s AS scope_id, date_trunc('%2$s', occurred_at, 'UTC') AS bucket_start
                    FROM click_event
                   WHERE NOT bot AND NOT late AND (%4$s)
                ),
                large AS (
                  SELECT account_id, scope_id, bucket_start
                    FROM logged
                   WHERE (%5$s)
                   GROUP BY 1, 2, 3
                  HAVING count(*) >= 64
                ),
                event AS (
                  SELECT account_id, scope_id, bucket_start, event, visitor, sale_amount, dimension, val, has_uniques
                    FROM logged
                    JOIN large USING (account_id, scope_id, bucket_start)
                   CROSS JOIN LATERAL (VALUES %3$s) AS v (dimension, val, has_uniques)
                ),
                counted AS (
                  SELECT account_id, scope_id, bucket_start, dimension, val, has_uniques,
                         count(*) FILTER (WHERE event = 'click') AS clicks,
                         count(*) FILTER (WHERE event = 'lead') AS leads,
                         count(*) FILTER (WHERE event = 'sale') AS sales,
                         coalesce(sum(sale_amount) FILTER (WHERE event = 'sale'), 0)::bigint AS sale_amount,
                         CASE WHEN has_uniques THEN count(DISTINCT visitor) FILTER (WHERE event = 'click') END
                           AS uniques_estimate,
                         array_agg(DISTINCT visitor) FILTER (WHERE event = 'click') AS visitors
                    FROM event
                   GROUP BY 1, 2, 3, 4, 5, 6
                )""".formatted(
                        id, granularity.word(), values, scope == Scope.ACCOUNT ? "true" : id + " <> ''", condition);
    }
}
