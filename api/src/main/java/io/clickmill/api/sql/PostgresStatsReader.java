package io.clickmill.api.sql;

import io.clickmill.api.plan.Coverage;
import io.clickmill.api.plan.Effort;
import io.clickmill.api.plan.Plan;
import io.clickmill.api.plan.Planner;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.BatchReader;
import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.BusyException.Owner;
import io.clickmill.api.query.ExpensiveQuestions;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsUnavailableException;
import io.clickmill.api.seal.SealSql;
import io.clickmill.api.seal.SealStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Answers from the tables, all statements of a query in one snapshot: the coverage, then all groups into memory
 * ({@link WholeAnswer}), or, where there are too many for that, one page of them ({@link PageAnswer}).
 */
public final class PostgresStatsReader implements StatsReader, BatchReader {
    /** Five million hashes take 80 MB in the sets that hold them, and as much again while they are read. */
    private static final int MAX_VISITORS = 5_000_000;

    /**
     * The largest number of groups that are added up here to make a page of them. Up to this number, which takes 5 MB,
     * the database would be no faster. A single row of a rollup never has more groups.
     */
    private static final int MAX_GROUPS_OF_PAGE = 10_000;

    /**
     * The limit is multiplied by this where the database would not be faster with more groups either: in a series,
     * where a group counts once for each bucket, in rollups that are sorted by unique visitors, because only Java can
     * merge these, and where seals give the groups.
     */
    private static final int BETTER_HERE = 25;

    /** The longest time for the questions of a batch. An old snapshot keeps VACUUM from removing rows. */
    private static final Duration BATCH_TIMEOUT = Duration.ofSeconds(60);

    private final DataSource dataSource;
    private final AnswerMemory memory;
    private final ExpensiveQuestions expensive;
    private final Optional<Seals> seals;
    private final Tallies.Limits limits;

    /** Reads as any role that may select from the tables, with the memory that this process has. */
    public PostgresStatsReader(DataSource dataSource) {
        this(
                dataSource,
                AnswerMemory.ofHeap(Runtime.getRuntime().maxMemory()),
                ExpensiveQuestions.unlimited(),
                Optional.empty());
    }

    /**
     * Reads as any role that may select from the tables.
     *
     * @param seals answers for sealed days; without it the log does
     */
    public PostgresStatsReader(
            DataSource dataSource, AnswerMemory memory, ExpensiveQuestions expensive, Optional<SealStore> seals) {
        this(
                dataSource,
                memory,
                expensive,
                seals.map(Seals::new),
                new Tallies.Limits(StatsQuery.MAX_LIMIT, MAX_GROUPS_OF_PAGE, MAX_VISITORS));
    }

    PostgresStatsReader(
            DataSource dataSource,
            AnswerMemory memory,
            ExpensiveQuestions expensive,
            Optional<Seals> seals,
            Tallies.Limits limits) {
        this.dataSource = dataSource;
        this.memory = memory;
        this.expensive = expensive;
        this.seals = seals;
        this.limits = limits;
    }

    @Override
    public StatsResult read(StatsQuery query) {
        return Snapshot.read(dataSource, connection -> read(connection, query));
    }

    @Override
    public void read(List<StatsQuery> queries, Answers answers) {
        long end = System.nanoTime() + BATCH_TIMEOUT.toNanos();
        List<Integer> cheapFirst = IntStream.range(0, queries.size())
                .boxed()
                .sorted(Comparator.comparing(index -> !Planner.mayUseRollups(queries.get(index))))
                .toList();
        Snapshot.read(dataSource, connection -> {
            for (int index : cheapFirst) {
                StatsResult result;
                try {
                    requireTime(end);
                    result = readApart(connection, queries.get(index));
                } catch (QueryException | BusyException | StatsUnavailableException e) {
                    answers.failed(index, e);
                    continue;
                }
                answers.answered(index, result);
            }
            return queries.size();
        });
    }

    private static void requireTime(long end) {
        if (System.nanoTime() > end) {
            throw new BusyException(
                    Owner.ACCOUNT,
                    "the questions before took " + BATCH_TIMEOUT.toSeconds()
                            + " s (expected: fewer or cheaper questions)");
        }
    }

    /** Answers within a snapshot that stays usable if the answer fails. */
    private StatsResult readApart(Connection connection, StatsQuery query) throws SQLException {
        Savepoint before = connection.setSavepoint();
        StatsResult result;
        try {
            result = read(connection, query);
        } catch (SQLException e) {
            connection.rollback(before);
            throw new StatsUnavailableException("cannot read statistics", e);
        }
        connection.releaseSavepoint(before);
        return result;
    }

    /** Answers from the snapshot that the connection holds. */
    StatsResult read(Connection connection, StatsQuery query) throws SQLException {
        try (AnswerMemory.Answer answer = memory.open();
                Effort effort = new Effort(query.accountId(), expensive)) {
            return read(connection, query, answer, effort);
        }
    }

    private StatsResult read(Connection connection, StatsQuery query, AnswerMemory.Answer memory, Effort effort)
            throws SQLException {
        long before = memory.held();
        Coverage coverage = SelectCoverage.read(connection, query.selection());
        boolean mayBePage = PageAnswer.isFor(query);
        Plan plan = Planner.plan(query, coverage);
        int mostGroups = mayBePage ? mostGroupsOfPage(query, plan) : limits.groups();
        WholeAnswer whole = new WholeAnswer(query, plan, coverage, seals, mostGroups, limits, memory, effort);
        WholeAnswer.Outcome outcome = WholeAnswer.Outcome.BETTER_AS_PAGE;
        try {
            outcome = whole.read(connection, true);
            if (outcome == WholeAnswer.Outcome.BETTER_FROM_SEALS) {
                memory.shrinkTo(before);
                Plan bySeals = Planner.plan(query, coverage.withoutRollupsOf(whole.sealedDays()));
                whole = new WholeAnswer(query, bySeals, coverage, seals, mostGroups, limits, memory, effort);
                outcome = whole.read(connection, false);
            }
            if (outcome == WholeAnswer.Outcome.BETTER_AS_PAGE_OF_SEALS) {
                memory.shrinkTo(before);
                Optional<StatsResult> page =
                        whole.pageOfSeals(connection, Tallies.ofPage(query, limits, memory), before);
                if (page.isPresent()) {
                    return page.get();
                }
                memory.shrinkTo(before);
                whole = new WholeAnswer(query, plan, coverage, Optional.empty(), mostGroups, limits, memory, effort);
                outcome = whole.read(connection, false);
            }
        } catch (QueryException e) {
            // The caller may go on with a smaller question, which needs the memory.
            memory.shrinkTo(before);
            if (!mayBePage || !e.error().isTooMuch()) {
                throw e;
            }
        }
        if (outcome == WholeAnswer.Outcome.WHOLE) {
            return whole.result(before);
        }
        memory.shrinkTo(before);
        return PageAnswer.read(connection, query, coverage, limits, memory, effort);
    }

    private int mostGroupsOfPage(StatsQuery query, Plan plan) {
        boolean byVisitors =
                query.sort().key() == Metric.UNIQUES && plan.source().isPresent();
        boolean bySeals = seals.isPresent() && plan.source().isEmpty() && SealSql.canAnswer(query);
        return limits.groupsOfPage() * (query.isSeries() || byVisitors || bySeals ? BETTER_HERE : 1);
    }
}
