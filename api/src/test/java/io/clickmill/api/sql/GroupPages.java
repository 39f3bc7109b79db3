package io.clickmill.api.sql;

import com.zaxxer.hikari.HikariDataSource;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.ExpensiveQuestions;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.TestDatabase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;

/**
 * Prints how long a page of ten groups takes at growing numbers of groups: if all of them are read into memory, if the
 * database finds the page, and as {@link PostgresStatsReader} does it.
 */
final class GroupPages {
    private static final Instant FIRST = Instant.parse("2026-03-01T00:00:00Z");
    private static final int RUNS = 3;
    private static final int VISITORS = 5_000_000;

    private GroupPages() {}

    /** Takes the number of subscribers; without one a million. */
    public static void main(String[] args) throws Exception {
        int subscribers = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        TestDatabase database = TestDatabase.create();
        ManyGroups.fill(database.owner(), subscribers);
        try (HikariDataSource connections = new HikariDataSource()) {
            connections.setDataSource(database.reader());
            connections.setMaximumPoolSize(1);
            connections.setConnectionInitSql("SET plan_cache_mode = force_custom_plan; SET jit = off");
            StatsReader whole = reader(connections, Integer.MAX_VALUE);
            StatsReader page = new PagedReader(connections);
            StatsReader reader = new PostgresStatsReader(connections);
            System.out.printf("%-30s %10s %10s %10s %10s%n", "", "groups", "whole ms", "page ms", "as it is");
            for (int days : new int[] {3, 30}) {
                for (Field field : new Field[] {Field.SUBSCRIBER_ID, Field.URL, Field.COUNTRY}) {
                    print(query(days, field).metrics(Metric.CLICKS), whole, page, reader);
                    print(query(days, field).metrics(Metric.CLICKS, Metric.UNIQUES), whole, page, reader);
                    print(query(days, field).metrics(Metric.UNIQUES), whole, page, reader);
                }
            }
        }
        System.exit(0);
    }

    private static StatsReader reader(HikariDataSource connections, int groups) {
        return new PostgresStatsReader(
                connections,
                AnswerMemory.ofHeap(16L << 30),
                ExpensiveQuestions.unlimited(),
                Optional.empty(),
                new Tallies.Limits(groups, groups, VISITORS));
    }

    private static StatsQuery.Builder query(int days, Field field) {
        TimeRange range = TimeRange.of(FIRST, FIRST.plusSeconds(days * 86_400L), ZoneOffset.UTC);
        // No rollup is by country and ip.
        return field == Field.COUNTRY
                ? StatsQuery.of("acme", range).groupBy(field).filter(Filter.exclude(Field.IP, "none"))
                : StatsQuery.of("acme", range).groupBy(field);
    }

    private static void print(StatsQuery.Builder builder, StatsReader whole, StatsReader page, StatsReader reader) {
        StatsQuery query = builder.limit(10).build();
        StatsResult result = reader.read(query);
        System.out.printf(
                "%-30s %,10d %10.0f %10.0f %10.0f%n",
                query.groupBy().get(0).word() + " " + query.metrics(),
                result.total(),
                millis(whole, query),
                millis(page, query),
                millis(reader, query));
    }

    /** The median of some runs. */
    private static double millis(StatsReader reader, StatsQuery query) {
        double[] times = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            reader.read(query);
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        return times[RUNS / 2];
    }
}
