package io.clickmill.api.sql;

import io.clickmill.contract.Dimension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * An account whose clicks of March 2026 have very many subscribers, addresses and URLs. Day rollups by URL exist for
 * the days from 2026-03-02 to 2026-03-28, the last complete day. Some events are late, some are bots', and some are
 * leads and sales.
 *
 * <p>Each subscriber clicks once; every 50th has a second click, every 5,000th three more. URLs follow the order of
 * time, so that a day has few enough of them to have a rollup row, and thousands of other days' URLs are new.
 */
final class ManyGroups {
    /** Days with clicks, from 2026-03-01. */
    static final int DAYS = 30;

    private ManyGroups() {}

    /** Fills an empty database with an account {@code acme} of this number of subscribers. */
    static void fill(DataSource owner, int subscribers) throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT ensure_click_event_partition('2026-03-01')");
            statement.execute(events(connection, subscribers));
            statement.execute("""
                    INSERT INTO scope_span
                    SELECT account_id, 'account', '', date '2026-03-01', date '2026-03-31' FROM click_event LIMIT 1""");
            statement.execute("""
                    INSERT INTO scope_span
                    SELECT account_id, 'source', 'all', date '2026-03-01', date '2026-03-31' FROM click_event LIMIT 1""");
            statement.execute(rollups("account", ""));
            statement.execute(rollups("source", "all"));
            statement.execute("""
                    INSERT INTO rollup_progress
                           (progress, checkpoint_id, received, logged, duplicates, rejected, published_at)
                    VALUES ('2026-03-29T10:20:30Z', 1, 0, 0, 0, 0, now())""");
            statement.execute("ANALYZE");
        }
    }

    /** One statement that makes all events. That is much faster than sending rows. */
    private static String events(Connection connection, int subscribers) throws SQLException {
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet all = statement.executeQuery("""
                        SELECT column_name, data_type, is_nullable
                          FROM information_schema.columns
                         WHERE table_name = 'click_event'
                         ORDER BY ordinal_position""")) {
            while (all.next()) {
                if (all.getString(3).equals("NO") || all.getString(1).equals("sale_amount")) {
                    columns.add(all.getString(1));
                    values.add(value(all.getString(1), all.getString(2), subscribers));
                }
            }
        }
        return """
                INSERT INTO click_event (%s)
                SELECT %s
                  FROM generate_series(0, %d - 1) AS n
                 CROSS JOIN LATERAL generate_series(0, CASE WHEN n %% 5000 = 17 THEN 3 WHEN n %% 50 = 3 THEN 1 ELSE 0 END)
                       AS again""".formatted(String.join(", ", columns), String.join(", ", values), subscribers);
    }

    private static String value(String column, String type, int subscribers) {
        return switch (column) {
            case "account_id" -> "'acme'";
            case "source_id" -> "'all'";
            case "event_id" -> "'e' || n || '-' || again";
            case "occurred_at", "appended_at" ->
                "timestamptz '2026-03-01T00:00:00Z' + (n::bigint * %d * 86400000 / %d + again) * interval '1 millisecond'"
                        .formatted(DAYS, subscribers);
            case "subscriber_id" -> "CASE n % 1000 WHEN 0 THEN '😀' WHEN 1 THEN '！' ELSE 's' END || n";
            case "ip" -> "'10.' || n / 65536 || '.' || n / 256 % 256 || '.' || n % 256";
            case "url" -> "'https://shop.example/' || n";
            case "visitor" -> "n::bigint * 7919 + again % 2 + 1";
            case "event" -> "CASE WHEN n % 100 = 7 THEN 'lead' WHEN n % 100 = 8 THEN 'sale' ELSE 'click' END";
            case "sale_amount" -> "CASE WHEN n % 100 = 8 THEN n END";
            case "bot" -> "n % 97 = 5";
            case "late" -> "n %% 97 <> 5 AND n %% 41 = 6 AND n < %d::bigint * 28 / %d".formatted(subscribers, DAYS);
            default ->
                switch (type) {
                    case "text" -> "''";
                    case "ARRAY" -> "'{}'";
                    case "boolean" -> "false";
                    case "jsonb" -> "'{}'";
                    default -> "0";
                };
        };
    }

    /** The statement that makes rollup rows by URL for complete days. Sketches are in their form for few visitors. */
    private static String rollups(String scope, String scopeId) {
        return """
                INSERT INTO rollup (account_id, scope, dimension, granularity, scope_id, bucket_start, overflow, vals, clicks,
                                    uniques, leads, sales, sale_amount)
                SELECT 'acme', '%s', 'url', 'day', '%s', day, count(*) > %3$d,
                       CASE WHEN count(*) > %3$d THEN '{}' ELSE array_agg(url) END,
                       CASE WHEN count(*) > %3$d THEN '{}' ELSE array_agg(clicks) END,
                       CASE WHEN count(*) > %3$d THEN '{}' ELSE array_agg(visitors) END,
                       CASE WHEN count(*) > %3$d THEN '{}' ELSE array_agg(leads) END,
                       CASE WHEN count(*) > %3$d THEN '{}' ELSE array_agg(sales) END,
                       CASE WHEN count(*) > %3$d THEN '{}' ELSE array_agg(amount) END
                  FROM (SELECT date_trunc('day', occurred_at, 'UTC') AS day, url,
                               count(*) FILTER (WHERE event = 'click') AS clicks,
                               count(*) FILTER (WHERE event = 'lead') AS leads,
                               count(*) FILTER (WHERE event = 'sale') AS sales,
                               coalesce(sum(sale_amount), 0)::bigint AS amount,
                               coalesce('\\x01'::bytea || string_agg(DISTINCT int8send(visitor), ''::bytea)
                                        FILTER (WHERE event = 'click'), '') AS visitors
                          FROM click_event
                         WHERE NOT bot
                           AND NOT late
                           AND occurred_at >= '2026-03-02T00:00:00Z'
                           AND occurred_at < '2026-03-29T00:00:00Z'
                         GROUP BY 1, 2) AS counted
                 GROUP BY day""".formatted(scope, scopeId, Dimension.MAX_VALUES);
    }
}
