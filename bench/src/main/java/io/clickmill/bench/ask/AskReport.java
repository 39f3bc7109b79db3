package io.clickmill.bench.ask;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.clickmill.bench.Report;
import io.clickmill.bench.ask.Question.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What was measured. All means are geometric, and of the medians (p50) of the questions.
 *
 * @param clicks clicks of the larger system
 * @param select1Ms a request whose route runs {@code SELECT 1}
 * @param ratioToSelect1 how many times longer questions for rollups take than that
 * @param ratioToRawSql how many times longer plain SQL over the log takes than the API
 * @param ratioToDuckdb how many times longer the API takes than DuckDB for other questions
 * @param growth10x how many times longer the API takes with ten times the clicks
 * @param requestsPerS answers a second over sixteen connections
 * @param slowestMs the median of the slowest question
 */
public record AskReport(
        String benchmark,
        long clicks,
        long seed,
        List<Asked> questions,
        @JsonProperty("select_1_ms") Timing select1Ms,
        @JsonProperty("ratio_to_select_1") double ratioToSelect1,
        Map<Kind, Double> ratioToRawSql,
        double ratioToDuckdb,
        @JsonProperty("growth_10x") Map<Kind, Growth> growth10x,
        Map<Kind, Double> requestsPerS,
        double slowestMs)
        implements Report {
    /**
     * A question.
     *
     * @param tenthMs the same of the system with a tenth of the clicks
     * @param sqlMs the median of plain SQL over the log
     * @param plan what was read for the answer
     */
    record Asked(String name, Kind kind, Timing ms, Timing tenthMs, Timing duckdbMs, double sqlMs, String plan) {}

    /** The mean and the maximum of some ratios. */
    record Growth(double mean, double max) {}

    static AskReport of(AskShape shape, Timing selectOne, List<Asked> questions, Map<Kind, Double> requestsPerS) {
        Map<Kind, Double> rawSql = new EnumMap<>(Kind.class);
        Map<Kind, Growth> growth = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            List<Asked> ofKind = of(kind, questions);
            ToDoubleFunction<Asked> grown = asked -> asked.ms.p50() / asked.tenthMs.p50();
            rawSql.put(kind, mean(ofKind, asked -> asked.sqlMs / asked.ms.p50()));
            growth.put(
                    kind,
                    new Growth(
                            mean(ofKind, grown),
                            rounded(ofKind.stream().mapToDouble(grown).max().orElse(0))));
        }
        Map<Kind, Double> perSecond = new EnumMap<>(requestsPerS);
        perSecond.replaceAll((kind, rate) -> rounded(rate));
        return new AskReport(
                "ask",
                shape.clicks(),
                shape.seed(),
                List.copyOf(questions),
                selectOne,
                mean(of(Kind.ROLLUP, questions), asked -> asked.ms.p50() / selectOne.p50()),
                rawSql,
                mean(of(Kind.OTHER, questions), asked -> asked.ms.p50() / asked.duckdbMs.p50()),
                growth,
                perSecond,
                questions.stream().mapToDouble(asked -> asked.ms.p50()).max().orElse(0));
    }

    private static List<Asked> of(Kind kind, List<Asked> questions) {
        return questions.stream().filter(asked -> asked.kind == kind).toList();
    }

    /** The geometric mean; 0 without questions. */
    private static double mean(List<Asked> questions, ToDoubleFunction<Asked> value) {
        return questions.isEmpty()
                ? 0
                : rounded(Math.exp(questions.stream()
                        .mapToDouble(asked -> Math.log(value.applyAsDouble(asked)))
                        .average()
                        .orElseThrow()));
    }

    private static double rounded(double number) {
        return Math.round(number * 1000) / 1000.0;
    }

    @Override
    public String text() {
        String lines = questions.stream()
                .map(asked -> String.format(
                        Locale.ROOT,
                        "%-31s %-6s %,10.2f %,10.2f %,10.2f %,10.2f %,10.1f  %s%n",
                        asked.name,
                        asked.kind,
                        asked.ms.p50(),
                        asked.ms.p99(),
                        asked.tenthMs.p50(),
                        asked.duckdbMs.p50(),
                        asked.sqlMs,
                        asked.plan))
                .collect(Collectors.joining());
        return String.format(
                        Locale.ROOT,
                        "%,d clicks; milliseconds%n%-38s %10s %10s %10s %10s %10s  %s%n",
                        clicks,
                        "",
                        "p50",
                        "p99",
                        "a tenth",
                        "DuckDB",
                        "SQL",
                        "plan")
                + lines
                + summary();
    }

    private String summary() {
        StringBuilder lines = new StringBuilder(String.format(
                Locale.ROOT,
                "SELECT 1 %,.2f ms (p50), %,.2f ms (p99); rollup questions take %.2f times as long%n",
                select1Ms.p50(),
                select1Ms.p99(),
                ratioToSelect1));
        for (Kind kind : Kind.values()) {
            Growth growth = growth10x.getOrDefault(kind, new Growth(0, 0));
            lines.append(String.format(
                    Locale.ROOT,
                    "%-6s questions: plain SQL takes %.1f times as long; with ten times the clicks %.2f times (at most"
                            + " %.2f); %,.0f answers/s over 16 connections%n",
                    kind,
                    ratioToRawSql.getOrDefault(kind, 0.0),
                    growth.mean,
                    growth.max,
                    requestsPerS.getOrDefault(kind, 0.0)));
        }
        return lines
                + String.format(
                        Locale.ROOT,
                        "other questions take %.2f times as long as in DuckDB; the slowest takes %,.0f ms%n",
                        ratioToDuckdb,
                        slowestMs);
    }
}
