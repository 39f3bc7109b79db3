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
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Link;
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
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    public void read(List<Question> questions, Answers answers) {
        long end = System.nanoTime() + BATCH_TIMEOUT.toNanos();
        List<Integer> cheapFirst = IntStream.range(0, questions.size())
                .boxed()
                .sorted(Comparator.comparing(
                        index -> !Planner.mayUseRollups(questions.get(index).query())))
                .toList();
        Snapshot.read(dataSource, connection -> {
            for (int index : cheapFirst) {
                answers.begun();
                read(connection, questions.get(index), index, answers, end);
            }
            return questions.size();
        });
    }

    private void read(Connection connection, Question question, int index, Answers answers, long end) {
        try (AnswerMemory.Answer answer = memory.open()) {
            long before = answer.held();
            try {
                requireTime(end);
                Answered answered = readApart(connection, question, answer);
                answers.answered(index, answered.result, answered.links);
            } catch (QueryException | BusyException | StatsUnavailableException e) {
                answers.failed(index, e);
            } catch (SQLException e) {
                answers.failed(index, new StatsUnavailableException("cannot read statistics", e));
            }
            // The answer has been passed on, and the next question is no larger than if it were asked alone.
            answer.shrinkTo(before);
        }
    }

    private static void requireTime(long end) {
        if (System.nanoTime() > end) {
            throw new BusyException(
                    Owner.ACCOUNT,
                    "the questions before took " + BATCH_TIMEOUT.toSeconds()
                            + " s (expected: fewer or cheaper questions)");
        }
    }

    private interface Undo extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    private record Answered(StatsResult result, Map<String, Link> links) {}

    /** Answers within a snapshot that stays usable if the answer fails, and keeps no settings of it. */
    private Answered readApart(Connection connection, Question question, AnswerMemory.Answer memory)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (Undo ignored = () -> connection.rollback(before)) {
            StatsResult result = read(connection, question.query());
            return new Answered(
                    result, question.withLinks() ? links(connection, question.query(), result, memory) : Map.of());
        }
    }

    private static Map<String, Link> links(
            Connection connection, StatsQuery query, StatsResult result, AnswerMemory.Answer memory)
            throws SQLException {
        List<String> ids = result.values(query, Field.LINK);
        return SelectLinks.byIds(connection, query.accountId(), ids, memory).stream()
                .collect(Collectors.toMap(Link::linkId, Function.identity()));
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
        boolean triedPage = false;
        try {
            outcome = whole.read(connection, true);
            if (outcome == WholeAnswer.Outcome.BETTER_FROM_SEALS) {
                memory.shrinkTo(before);
                Plan bySeals = Planner.plan(query, coverage.withoutRollupsOf(whole.sealedDays()));
                whole = new WholeAnswer(query, bySeals, coverage, seals, mostGroups, limits, memory, effort);
                outcome = whole.read(connection, false);
            }
            if (outcome == WholeAnswer.Outcome.BETTER_AS_PAGE_OF_SEALS) {
                triedPage = true;
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
            if (!triedPage && whole.mayBePageOfSeals()) {
                Optional<StatsResult> page =
                        whole.pageOfSeals(connection, Tallies.ofPage(query, limits, memory), before);
                if (page.isPresent()) {
                    return page.get();
                }
                memory.shrinkTo(before);
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
