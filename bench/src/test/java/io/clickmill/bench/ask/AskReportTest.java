package io.clickmill.bench.ask;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.bench.ask.AskReport.Asked;
import io.clickmill.bench.ask.AskReport.Growth;
import io.clickmill.bench.ask.Question.Kind;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class AskReportTest {
    private static final AskShape SHAPE = new AskShape(1_000, 7, LocalDate.parse("2026-11-30"));

    /** Columns: the question's time, that of a tenth of the clicks, DuckDB's and plain SQL's. */
    private static final AskReport REPORT = AskReport.of(
            SHAPE,
            at(2),
            List.of(
                    asked("a", Kind.ROLLUP, 4, 4, 10, 400),
                    asked("b", Kind.ROLLUP, 16, 4, 10, 400),
                    asked("c", Kind.OTHER, 90, 10, 10, 180),
                    asked("d", Kind.OTHER, 40, 40, 10, 80)),
            Map.of(Kind.ROLLUP, 1234.5678, Kind.OTHER, 2.0));

    @Test
    void takesGeometricMeans() {
        assertThat(REPORT.ratioToSelect1()).isEqualTo(4);
        assertThat(REPORT.ratioToRawSql()).isEqualTo(Map.of(Kind.ROLLUP, 50.0, Kind.OTHER, 2.0));
        assertThat(REPORT.ratioToDuckdb()).isEqualTo(6);
    }

    @Test
    void tellsTheGrowthOfTheWorstQuestionToo() {
        assertThat(REPORT.growth10x()).isEqualTo(Map.of(Kind.ROLLUP, new Growth(2, 4), Kind.OTHER, new Growth(3, 9)));
        assertThat(REPORT.slowestMs()).isEqualTo(90);
    }

    @Test
    void printsSnakeCase() throws IOException {
        JsonNode json = new ObjectMapper().readTree(REPORT.json());
        assertThat(json.at("/benchmark").asText()).isEqualTo("ask");
        assertThat(json.at("/questions/2/tenth_ms").toString()).isEqualTo("{\"p50\":10.0,\"p99\":10.0}");
        assertThat(json.at("/questions/2/kind").asText()).isEqualTo("other");
        assertThat(json.at("/growth_10x/other").toString()).isEqualTo("{\"mean\":3.0,\"max\":9.0}");
        assertThat(json.at("/requests_per_s/rollup").asDouble()).isEqualTo(1234.568);
        assertThat(json.at("/select_1_ms/p50").asDouble()).isEqualTo(2);
    }

    @Test
    void takesThePercentilesOfTheTimes() {
        List<Double> times =
                DoubleStream.iterate(1, time -> time + 1).limit(200).boxed().toList();
        assertThat(Timing.of(times)).isEqualTo(new Timing(100, 198));
        assertThat(Timing.of(List.of(1.23456))).isEqualTo(new Timing(1.235, 1.235));
    }

    private static Asked asked(String name, Kind kind, double ms, double tenth, double duckDb, double sql) {
        return new Asked(name, kind, at(ms), at(tenth), at(duckDb), sql, "day=1");
    }

    private static Timing at(double millis) {
        return new Timing(millis, millis);
    }
}
