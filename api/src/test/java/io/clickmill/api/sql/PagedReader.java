package io.clickmill.api.sql;

import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.ExpensiveQuestions;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.RowChoice;
import io.clickmill.api.query.Sort;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Answers every question in the way in which the reader answers one with too many groups for its memory. All rows are
 * asked for as a page.
 */
public final class PagedReader implements StatsReader {
    private final PostgresStatsReader reader;

    /** Reads as any role that may select from the tables. */
    public PagedReader(DataSource dataSource) {
        reader = new PostgresStatsReader(
                dataSource,
                AnswerMemory.ofHeap(Runtime.getRuntime().maxMemory()),
                ExpensiveQuestions.unlimited(),
                Optional.empty(),
                new Tallies.Limits(StatsQuery.MAX_LIMIT, 0, 5_000_000));
    }

    @Override
    public StatsResult read(StatsQuery query) {
        return reader.read(withLimit(query, Math.min(query.limit(), StatsQuery.MAX_LIMIT - 1)));
    }

    /** A page of a query, which asks for numbers alone, and not for unique visitors. DuckDB finds it in seals. */
    static StatsQuery pageOfNumbers(StatsQuery query) {
        Set<Metric> numbers = EnumSet.copyOf(query.metrics());
        numbers.remove(Metric.UNIQUES);
        if (numbers.isEmpty()) {
            numbers.add(Metric.CLICKS);
        }
        boolean isSortedByOther = query.sort().key() instanceof Metric metric && !numbers.contains(metric);
        RowChoice rows = query.rows();
        return new StatsQuery(
                query.selection(),
                query.groupBy(),
                query.interval(),
                numbers,
                isSortedByOther ? Sort.descending(numbers.iterator().next()) : query.sort(),
                rows.having().stream().allMatch(having -> numbers.contains(having.metric()))
                        ? rows
                        : RowChoice.NON_ZERO,
                Math.min(query.limit(), StatsQuery.MAX_LIMIT - 1),
                query.offset());
    }

    /** The same query for this many groups. */
    static StatsQuery withLimit(StatsQuery query, int limit) {
        return new StatsQuery(
                query.selection(),
                query.groupBy(),
                query.interval(),
                query.metrics(),
                query.sort(),
                query.rows(),
                limit,
                query.offset());
    }
}
