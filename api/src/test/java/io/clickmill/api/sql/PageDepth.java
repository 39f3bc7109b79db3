package io.clickmill.api.sql;

import com.zaxxer.hikari.HikariDataSource;
import io.clickmill.api.query.EventsQuery;
import io.clickmill.api.query.EventsResult;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Selection;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.EventKind;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/**
 * Prints how long a page of a hundred takes at growing depth of two million events: if all before it are passed over,
 * if they are counted down to the minute, and as {@link PostgresEventReader} does it.
 */
final class PageDepth {
    private static final TimeRange MARCH =
            TimeRange.of(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-04-01T00:00:00Z"), ZoneOffset.UTC);

    private static final int RUNS = 9;

    private PageDepth() {}

    public static void main(String[] args) throws Exception {
        TestDatabase database = TestDatabase.create();
        LogRows.insert(database.owner(), """
                SELECT jsonb_build_object(
                         'account_id', 'acme',
                         'event', CASE WHEN n % 100 = 0 THEN 'lead' ELSE 'click' END,
                         'event_id', 'e' || n,
                         'occurred_at', timestamptz '2026-03-01 00:00+00' + n * interval '1.339 seconds',
                         'url', 'https://example.com/landing/page?utm_source=news&n=' || n % 1000,
                         'user_agent', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0',
                         'domain', 'go.test',
                         'link_id', 'l' || (random() * random() * 200)::int,
                         'country', 'C' || (random() * random() * 20)::int)
                  FROM generate_series(1, 2000000) AS n""");
        rollups(database);
        try (HikariDataSource connections = new HikariDataSource()) {
            connections.setDataSource(database.reader());
            connections.setMaximumPoolSize(1);
            connections.setConnectionInitSql("SET plan_cache_mode = force_custom_plan; SET jit = off");
            print(connections, "clicks", EventKind.CLICK);
            print(connections, "clicks of the largest link", EventKind.CLICK, Filter.include(Field.LINK, "l0"));
            print(connections, "clicks of a country", EventKind.CLICK, Filter.include(Field.COUNTRY, "C1"));
            print(connections, "leads", EventKind.LEAD);
        }
        System.exit(0);
    }

    private static void print(HikariDataSource connections, String what, EventKind kind, Filter... filters) {
        System.out.printf("%n%s%n%10s %14s %11s %11s%n", what, "offset", "passed over ms", "counted ms", "as it is ms");
        for (long offset : new long[] {0, 1_000, 2_000, 4_000, 8_000, 99_900, 1_000_000, 1_900_000, 9_000_000}) {
            EventsQuery query = new EventsQuery(
                    Selection.of("acme", MARCH).where(Arrays.asList(filters), List.of()), kind, true, 100, offset);
            System.out.printf(
                    "%,10d %14.1f %11.1f %11.1f%n",
                    offset,
                    millis(new PostgresEventReader(connections, Long.MAX_VALUE), query),
                    millis(new PostgresEventReader(connections, 0), query),
                    millis(new PostgresEventReader(connections), query));
        }
    }

    /** The median of some runs. */
    private static double millis(PostgresEventReader reader, EventsQuery query) {
        double[] times = new double[RUNS];
        EventsResult first = reader.read(query);
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            if (!reader.read(query).events().equals(first.events())) {
                throw new IllegalStateException("other events in another run of " + query);
            }
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        return times[RUNS / 2];
    }

    /**
     * Makes rollups: totals and countries of the account, and totals of links. Those of minutes are for the last seven
     * days.
     */
    private static void rollups(TestDatabase database) throws Exception {
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            for (String granularity : List.of("minute", "hour", "day")) {
                for (String dimension : List.of("account,'',''", "account,'',country", "link,link_id,''")) {
                    String[] parts = dimension.split(",");
                    statement.execute("""
                            INSERT INTO rollup (account_id, scope, dimension, granularity, scope_id, bucket_start, overflow,
                                                vals, clicks, leads, sales, sale_amount)
                            SELECT 'acme', '%1$s', '%2$s', '%3$s', id, start, false, array_agg(val), array_agg(clicks),
                                   array_agg(leads), array_agg(0), array_agg(0)
                              FROM (SELECT %4$s AS id, %5$s AS val, date_trunc('%3$s', occurred_at, 'UTC') AS start,
                                           count(*) FILTER (WHERE event = 'click') AS clicks,
                                           count(*) FILTER (WHERE event = 'lead') AS leads
                                      FROM click_event
                                     WHERE '%3$s' <> 'minute' OR occurred_at >= '2026-03-25 00:00+00'
                                     GROUP BY 1, 2, 3) AS counts
                             GROUP BY id, start
                            HAVING sum(clicks + leads) >= 64""".formatted(
                            parts[0], parts[2].equals("''") ? "total" : parts[2], granularity, parts[1], parts[2]));
                }
            }
            statement.execute("""
                    INSERT INTO scope_span
                    SELECT DISTINCT 'acme', 'link', link_id, date '2026-03-01', date '2026-03-31' FROM click_event""");
            statement.execute("INSERT INTO rollup_progress VALUES"
                    + " (true, '2026-04-01 00:00+00', 1, 0, 0, 0, 0, '2026-04-01 00:00+00')");
            statement.execute("VACUUM ANALYZE");
        }
    }
}
