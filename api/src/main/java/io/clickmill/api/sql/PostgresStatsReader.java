package io.clickmill.api.sql;

import io.clickmill.api.plan.Coverage;
import io.clickmill.api.plan.Effort;
import io.clickmill.api.plan.Plan;
import io.clickmill.api.plan.Planner;
import io.clickmill.api.plan.Reading;
import io.clickmill.api.plan.Span;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.ExpensiveQuestions;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.contract.Granularity;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * Answers from the tables, all statements of a query in one snapshot: the coverage, the rollup rows, then what they
 * leave to the log, and the late events beside them.
 */
public final class PostgresStatsReader implements StatsReader {
    /** Five million hashes take 80 MB in the sets that hold them, and as much again while they are read. */
    private static final int MAX_VISITORS = 5_000_000;

    private final DataSource dataSource;
    private final AnswerMemory memory;
    private final ExpensiveQuestions expensive;
    private final Tallies.Limits limits;

    /** Reads as any role that may select from the tables, with the memory that this process has. */
    public PostgresStatsReader(DataSource dataSource) {
        this(dataSource, AnswerMemory.ofHeap(Runtime.getRuntime().maxMemory()), ExpensiveQuestions.unlimited());
    }

    /** Reads as any role that may select from the tables. */
    public PostgresStatsReader(DataSource dataSource, AnswerMemory memory, ExpensiveQuestions expensive) {
        this(dataSource, memory, expensive, new Tallies.Limits(StatsQuery.MAX_LIMIT, MAX_VISITORS));
    }

    PostgresStatsReader(
            DataSource dataSource, AnswerMemory memory, ExpensiveQuestions expensive, Tallies.Limits limits) {
        this.dataSource = dataSource;
        this.memory = memory;
        this.expensive = expensive;
        this.limits = limits;
    }

    @Override
    public StatsResult read(StatsQuery query) {
        return Snapshot.read(dataSource, connection -> read(connection, query));
    }

    /** Answers from the snapshot that the connection holds. */
    StatsResult read(Connection connection, StatsQuery query) throws SQLException {
        try (AnswerMemory.Answer answer = memory.open();
                Effort effort = new Effort(query.accountId(), expensive)) {
            return read(connection, query, answer, effort);
        }
    }

    private StatsResult read(Connection connection, StatsQuery query, AnswerMemory.Answer answer, Effort effort)
            throws SQLException {
        long before = answer.held();
        Coverage coverage = SelectCoverage.read(connection, query);
        Plan plan = Planner.plan(query, coverage);
        Tallies tallies = new Tallies(query, limits, answer);
        Reading reading = new Reading(plan);
        long rollupRows = 0;
        if (plan.source().isPresent()) {
            SelectRollups rollups = new SelectRollups(query, plan.source().get());
            while (!reading.wanted().isEmpty()) {
                rollupRows += rollups.read(connection, reading, tallies, effort);
                reading.next();
            }
        }
        effort.events(events(connection, query, reading, effort));
        long logRows = readLog(connection, query, tallies, reading.log(), false);
        long lateRows = readLog(connection, query, tallies, reading.late(), true);
        List<Row> rows = tallies.rows();
        PlanSummary summary = new PlanSummary(
                reading.used(Granularity.DAY),
                reading.used(Granularity.HOUR),
                reading.used(Granularity.MINUTE),
                reading.log().size(),
                rollupRows,
                logRows,
                lateRows);
        return new StatsResult(tallies.page(rows, before), rows.size(), coverage.progress(), summary);
    }

    /** What is to be read of the log, as far as it matters. */
    private static long events(Connection connection, StatsQuery query, Reading reading, Effort effort)
            throws SQLException {
        boolean conversionsOnly = !query.asks(Metric.CLICKS) && !query.asks(Metric.UNIQUES);
        return new CountLog(query.accountId(), query.filters(), conversionsOnly, effort.expensiveEvents())
                .of(reading.log(), false)
                .of(reading.late(), true)
                .read(connection);
    }

    private static long readLog(
            Connection connection, StatsQuery query, Tallies tallies, List<Span> spans, boolean late)
            throws SQLException {
        return spans.isEmpty() ? 0 : new SelectLog(query, tallies, spans, late).read(connection, tallies);
    }
}
