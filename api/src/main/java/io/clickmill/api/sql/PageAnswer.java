package io.clickmill.api.sql;

import io.clickmill.api.plan.Coverage;
import io.clickmill.api.plan.Effort;
import io.clickmill.api.plan.Plan;
import io.clickmill.api.plan.Planner;
import io.clickmill.api.plan.Reading;
import io.clickmill.api.plan.RollupSource;
import io.clickmill.api.plan.Span;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.RowChoice;
import io.clickmill.api.query.Sort;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.contract.Granularity;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one page of a question with any number of groups: the database finds the groups of the page and how many there
 * are ({@link SelectPage}), then the visitors of these groups alone are read. It takes as long as all events or values
 * take, and no more memory than the page.
 *
 * <p>Sketches cannot be united in SQL. So a page in the order of visitors is found in the log alone, where they can be
 * counted.
 */
final class PageAnswer {
    /**
     * Memory for one hash table of groups or one sort; what does not fit goes to the disk. A million groups take 1.1 s,
     * and 1.6 s with the default of 4 MB.
     */
    private static final String WORK_MEMORY = "SET LOCAL work_mem = '32MB'";

    private final StatsQuery query;
    private final Plan plan;
    private final Reading reading;
    /** The buckets that were asked for in each round. */
    private final List<Map<Granularity, List<Span>>> rounds = new ArrayList<>();

    private final Tallies tallies;

    private PageAnswer(StatsQuery query, Plan plan, Tallies tallies) {
        this.query = query;
        this.plan = plan;
        this.reading = new Reading(plan);
        this.tallies = tallies;
    }

    /**
     * Whether the database may find the page of a query: it asks for groups, not for all of them, and does not choose
     * among their rows.
     */
    static boolean isFor(StatsQuery query) {
        return query.isPage() && !query.groupBy().isEmpty() && query.rows().equals(RowChoice.NON_ZERO);
    }

    /** Whether this is known to be faster than reading all groups of this many events of the log. */
    static boolean isSooner(StatsQuery query, Plan plan, long events) {
        return isFor(query)
                && plan.source().isEmpty()
                && !query.asks(Metric.UNIQUES)
                && events > Effort.MAX_CHEAP_EVENTS;
    }

    /**
     * Reads the page from the snapshot that the connection holds.
     *
     * @throws QueryException if the page or its visitors take too much memory
     * @throws BusyException if the question gets no permit
     */
    static StatsResult read(
            Connection connection,
            StatsQuery query,
            Coverage coverage,
            Tallies.Limits limits,
            AnswerMemory.Answer memory,
            Effort effort)
            throws SQLException {
        long before = memory.held();
        effort.expensive();
        try (Statement statement = connection.createStatement()) {
            statement.execute(WORK_MEMORY);
        }
        boolean byVisitors = query.sort().key() == Metric.UNIQUES;
        Plan plan = byVisitors ? Planner.logOnly(query, coverage) : Planner.plan(query, coverage);
        PageAnswer answer = new PageAnswer(query, plan, Tallies.ofPage(query, limits, memory));
        long rollupRows = answer.readBuckets(connection);
        SelectPage.Whole whole = answer.readPage(connection);
        if (query.asks(Metric.UNIQUES)) {
            answer.readVisitors(connection);
        }
        return new StatsResult(
                answer.tallies.hold(answer.tallies.rows(), before),
                whole.rows(),
                coverage.progress(),
                new PlanSummary(
                        answer.reading.used(Granularity.DAY),
                        answer.reading.used(Granularity.HOUR),
                        answer.reading.used(Granularity.MINUTE),
                        answer.reading.log().size(),
                        rollupRows,
                        whole.logRows(),
                        whole.lateRows()));
    }

    private long readBuckets(Connection connection) throws SQLException {
        long rows = 0;
        while (!reading.wanted().isEmpty()) {
            rounds.add(Map.copyOf(reading.wanted()));
            rows += SelectBuckets.read(connection, query, plan.source().orElseThrow(), reading);
            reading.next();
        }
        return rows;
    }

    private SelectPage.Whole readPage(Connection connection) throws SQLException {
        SelectPage page = new SelectPage(query, tallies.starts());
        plan.source()
                .ifPresent(source -> rounds.forEach(
                        round -> round.forEach((granularity, spans) -> page.rollups(source, granularity, spans))));
        SelectPage.Whole whole =
                page.log(reading.log(), false).log(reading.late(), true).read(connection, tallies);
        tallies.complete();
        return whole;
    }

    private void readVisitors(Connection connection) throws SQLException {
        List<List<String>> found = tallies.groups();
        if (found.isEmpty()) {
            return;
        }
        PageGroups groups = new PageGroups(found);
        if (plan.source().isPresent()) {
            RollupSource source = plan.source().get();
            SelectVisitors visitors = new SelectVisitors(query, source, groups);
            rounds.forEach(round ->
                    round.forEach((granularity, spans) -> visitors.rollups(tallies.starts(), granularity, spans)));
            visitors.read(connection, tallies);
        }
        readVisitors(connection, groups, reading.log(), false);
        readVisitors(connection, groups, reading.late(), true);
    }

    private void readVisitors(Connection connection, PageGroups groups, List<Span> spans, boolean late)
            throws SQLException {
        if (!spans.isEmpty()) {
            new SelectLog(visitors(query), tallies, spans, late, Optional.of(groups)).read(connection, tallies);
        }
    }

    /** The same question about visitors only. Its order and its page do not matter, because the groups are known. */
    static StatsQuery visitors(StatsQuery query) {
        return with(query, Set.of(Metric.UNIQUES), Sort.descending(Metric.UNIQUES));
    }

    /** The same question about numbers that can be added up. A group with a visitor has a click. */
    static StatsQuery numbers(StatsQuery query) {
        if (!query.asks(Metric.UNIQUES)) {
            return query;
        }
        Set<Metric> numbers = EnumSet.copyOf(query.metrics());
        numbers.remove(Metric.UNIQUES);
        numbers.add(Metric.CLICKS);
        return with(query, numbers, query.sort());
    }

    private static StatsQuery with(StatsQuery query, Set<Metric> metrics, Sort sort) {
        return new StatsQuery(
                query.selection(),
                query.groupBy(),
                query.interval(),
                metrics,
                sort,
                query.rows(),
                query.limit(),
                query.offset(),
                query.logOnly());
    }
}
