package io.clickmill.api.sql;

import io.clickmill.api.plan.Coverage;
import io.clickmill.api.plan.Effort;
import io.clickmill.api.plan.PageSearch;
import io.clickmill.api.plan.PageSearch.Page;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.EventReader;
import io.clickmill.api.query.EventsQuery;
import io.clickmill.api.query.EventsResult;
import io.clickmill.api.query.ExpensiveQuestions;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Match;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Lists events from the log. Counts in the same snapshot find where a page far from the first starts, so that it costs
 * about as much as the first one.
 */
public final class PostgresEventReader implements EventReader {
    /**
     * The fields for which an index has the events of one value in the order of time, or which have few events for a
     * value.
     */
    private static final Set<Field> IN_ORDER = Set.of(Field.CAMPAIGN, Field.LINK, Field.CUSTOMER_ID);

    private final DataSource dataSource;
    private final AnswerMemory memory;
    private final ExpensiveQuestions expensive;
    private final PostgresStatsReader stats;
    private final long maxPassedOver;

    /** Reads as any role that may select from the tables, with the memory that this process has. */
    public PostgresEventReader(DataSource dataSource) {
        this(dataSource, PageSearch.MAX_PASSED_OVER);
    }

    PostgresEventReader(DataSource dataSource, long maxPassedOver) {
        this(
                dataSource,
                AnswerMemory.ofHeap(Runtime.getRuntime().maxMemory()),
                ExpensiveQuestions.unlimited(),
                maxPassedOver);
    }

    /** Reads as any role that may select from the tables. */
    public PostgresEventReader(DataSource dataSource, AnswerMemory memory, ExpensiveQuestions expensive) {
        this(dataSource, memory, expensive, PageSearch.MAX_PASSED_OVER);
    }

    private PostgresEventReader(
            DataSource dataSource, AnswerMemory memory, ExpensiveQuestions expensive, long maxPassedOver) {
        this.dataSource = dataSource;
        this.memory = memory;
        this.expensive = expensive;
        this.stats = new PostgresStatsReader(dataSource, memory, expensive, Optional.empty());
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
        Coverage coverage = SelectCoverage.read(connection, query.selection());
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
        try (Effort effort = new Effort(query.selection().accountId(), expensive)) {
            effort.events(events(connection, query, search.page().get(), effort));
            List<Event> events = SelectEvents.of(query, search.page().get()).read(connection, answer);
            return new EventsResult(events, plan.plus(new PlanSummary(0, 0, 0, 1, 0, events.size(), 0)));
        }
    }

    /**
     * The number of events of the log that are read for a page. If an index has the order of the list, reading ends
     * with the page. Otherwise all events of the range are read, and counting them ends when the question is expensive.
     */
    private static long events(Connection connection, EventsQuery query, Page page, Effort effort) throws SQLException {
        if (isInOrderOfAnIndex(query)) {
            return page.offset() + query.limit();
        }
        return new CountLog(query.selection(), query.kind() != EventKind.CLICK, effort.expensiveEvents())
                .of(List.of(page.range()), false)
                .read(connection);
    }

    private static boolean isInOrderOfAnIndex(EventsQuery query) {
        List<Filter> filters = query.selection().filters();
        if (!query.selection().metadata().isEmpty() || filters.size() > 1) {
            return false;
        }
        // The indexes of campaigns and links have all events, so that those of one kind may be far apart in them.
        return filters.stream()
                .allMatch(filter -> (query.kind() == EventKind.CLICK || filter.field() == Field.CUSTOMER_ID)
                        && IN_ORDER.contains(filter.field())
                        && !filter.exclude()
                        && filter.match() == Match.EXACT
                        && filter.cutValues().isEmpty()
                        && filter.values().size() == 1
                        && !filter.values().contains(""));
    }
}
