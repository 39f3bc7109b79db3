package io.clickmill.bench.ask;

import io.clickmill.bench.Progress;
import io.clickmill.bench.ask.Question.Kind;
import io.clickmill.local.run.CommandFailure;
import io.clickmill.local.run.DataFolder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks two systems, one of which has a tenth of the other's clicks, and asks plain SQL and DuckDB the same. Both systems
 * run at the same time and are asked in turn, so that Java has compiled as much for one as for the other.
 */
public final class AskRun {
    private static final int SQL_RUNS = 3;

    private final AskShape shape;
    private final Effort effort;
    private final Clock clock;

    /**
     * How much is measured.
     *
     * @param runs how many times each question is timed, unless that would take longer than the budget
     * @param rush how long sixteen connections ask
     */
    public record Effort(int runs, Duration budget, Duration rush) {}

    /** @param clock the end of the shape's days must not be after its time */
    public AskRun(AskShape shape, Effort effort, Clock clock) {
        this.shape = shape;
        this.effort = effort;
        this.clock = clock;
    }

    public AskReport measure(DataFolder folder, Progress progress) throws Exception {
        try (AskedSystem tenth = AskedSystem.start(shape.tenth(), folder, "tenth", clock, progress);
                AskedSystem whole = AskedSystem.start(shape, folder, "whole", clock, progress)) {
            List<Question> questions = Questions.of(shape);
            warmUp(List.of(tenth, whole), of(Kind.ROLLUP, questions), progress);
            Timing selectOne = Timing.measure(
                    10 * effort.runs, effort.budget, () -> whole.api().get(SelectOne.PATH));
            List<AskReport.Asked> asked = new ArrayList<>();
            for (Question question : questions) {
                Runnable watch = () -> progress.at("asking questions", asked.size(), questions.size());
                watch.run();
                check(question, tenth);
                check(question, whole);
                asked.add(ask(question, whole, tenth, watch));
            }
            return AskReport.of(shape, selectOne, asked, rush(whole.api(), questions, progress));
        }
    }

    /** @param watch throws if the user wants the measurement to end */
    private AskReport.Asked ask(Question question, AskedSystem whole, AskedSystem tenth, Runnable watch)
            throws Exception {
        return new AskReport.Asked(
                question.name(),
                question.kind(),
                time(effort.runs, watch, () -> whole.api().get(question.path())),
                time(effort.runs, watch, () -> tenth.api().get(question.path())),
                time(effort.runs, watch, () -> whole.duckDb().ask(question)),
                time(SQL_RUNS, watch, () -> whole.plainSql().ask(question)).p50(),
                whole.api().plan(question));
    }

    private Timing time(int runs, Runnable watch, Timing.Action action) throws Exception {
        return Timing.measure(runs, effort.budget, () -> {
            watch.run();
            action.run();
        });
    }

    /** Java compiles what it runs often, and the first questions would pay for that. */
    private void warmUp(List<AskedSystem> systems, List<Question> questions, Progress progress) throws Exception {
        long begin = System.nanoTime();
        for (long rounds = 0; System.nanoTime() - begin < effort.rush.toNanos(); rounds++) {
            progress.at("warming up", rounds, rounds + 1);
            for (AskedSystem system : systems) {
                system.api().get(SelectOne.PATH);
                for (Question question : questions) {
                    system.api().get(question.path());
                }
            }
        }
    }

    private Map<Kind, Double> rush(HttpAsker api, List<Question> questions, Progress progress) throws Exception {
        Map<Kind, Double> perSecond = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            perSecond.put(
                    kind,
                    new Throughput(api, of(kind, questions))
                            .measure(effort.rush, "asking " + kind + " questions over 16 connections", progress));
        }
        return perSecond;
    }

    private static List<Question> of(Kind kind, List<Question> questions) {
        return questions.stream().filter(question -> question.kind() == kind).toList();
    }

    private static void check(Question question, AskedSystem system) throws Exception {
        Answer answer = system.api().ask(question);
        requireSame(question, SqlDialect.POSTGRESQL, answer, system.plainSql().ask(question));
        requireSame(question, SqlDialect.DUCKDB, answer, system.duckDb().ask(question));
    }

    private static void requireSame(Question question, SqlDialect dialect, Answer answer, Answer counted) {
        Optional<String> difference = answer.difference(counted);
        if (difference.isPresent()) {
            throw new CommandFailure("a wrong answer to " + question.path() + ": " + difference.get() + "\nanswer:  "
                    + answer.rows() + "\ncounted: " + counted.rows() + "\nby " + dialect + ":\n"
                    + QuestionSql.of(question, dialect));
        }
    }
}
