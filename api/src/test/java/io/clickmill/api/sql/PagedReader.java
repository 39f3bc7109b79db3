package io.clickmill.api.sql;

import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.ExpensiveQuestions;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import java.util.Optional;
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
        return reader.read(asPage(query));
    }

    /** The same query for all groups but one, so that it asks for a page. */
    static StatsQuery asPage(StatsQuery query) {
        return withLimit(query, Math.min(query.limit(), StatsQuery.MAX_LIMIT - 1));
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
                query.offset(),
                query.logOnly());
    }
}
