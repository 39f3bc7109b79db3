package io.clickmill.api.sql;

import io.clickmill.api.plan.Coverage;
import io.clickmill.api.plan.PageSearch;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.EventReader;
import io.clickmill.api.query.EventsQuery;
import io.clickmill.api.query.EventsResult;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.LoggedEvent;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Lists events from the log. Where a page far behind the first starts is counted in the same snapshot, so that it costs
 * about as much as the first one.
 */
public final class PostgresEventReader implements EventReader {
    private final DataSource dataSource;
    private final AnswerMemory memory;
    private final PostgresStatsReader stats;
    private final long maxPassedOver;

    /** Reads as any role that may select from the tables, with the memory that this process has. */
    public PostgresEventReader(DataSource dataSource) {
        this(dataSource, PageSearch.MAX_PASSED_OVER);
    }

    PostgresEventReader(DataSource dataSource, long maxPassedOver) {
        this(dataSource, AnswerMemory.ofHeap(Runtime.getRuntime().maxMemory()), maxPassedOver);
    }

    /** Reads as any role that may select from the tables. */
    public PostgresEventReader(DataSource dataSource, AnswerMemory memory) {
        this(dataSource, memory, PageSearch.MAX_PASSED_OVER);
    }

    private PostgresEventReader(DataSource dataSource, AnswerMemory memory, long maxPassedOver) {
        this.dataSource = dataSource;
        this.memory = memory;
        this.stats = new PostgresStatsReader(dataSource, memory);
        this.maxPassedOver = maxPassedOver;
    }

    @Override
    public EventsResult read(EventsQuery query) {
        try (AnswerMemory.Answer answer = memory.open()) {
            return Snapshot.read(dataSource, connection -> read(connection, query, answer));
        }
    }

    private EventsResult read(Connection connection, EventsQuery query, AnswerMemory.Answer answer)
            throws SQLException {
        Coverage coverage = SelectCoverage.read(connection, query.count(query.range(), Interval.TOTAL));
        PageSearch search = new PageSearch(query, coverage, maxPassedOver);
        PlanSummary plan = PlanSummary.NOTHING;
        for (Optional<StatsQuery> count = search.next(); count.isPresent(); count = search.next()) {
            StatsResult counted = stats.read(connection, count.get());
            search.found(counted.rows());
            plan = plan.plus(counted.plan());
        }
        if (search.page().isEmpty()) {
            return new EventsResult(List.of(), plan);
        }
        List<LoggedEvent> events = SelectEvents.of(query, search.page().get()).read(connection, answer);
        return new EventsResult(events, plan.plus(new PlanSummary(0, 0, 0, 1, 0, events.size(), 0)));
    }
}
