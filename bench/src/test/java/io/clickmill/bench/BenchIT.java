package io.clickmill.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs small measurements. Their questions are compared with the log, so that an exit code says whether they agree. */
class BenchIT {
    private static final List<String> NUMBERS = List.of(
            "/events",
            "/events_per_s/clickmill",
            "/events_per_s/flink_sql",
            "/events_per_s/floor",
            "/runs/clickmill/0",
            "/ratio_to_floor",
            "/ratio_to_flink_sql",
            "/rollup_rows_per_event",
            "/bytes_per_event/log",
            "/bytes_per_event/rollups",
            "/cpu_us_per_event/job",
            "/cpu_us_per_event/kafka",
            "/checkpoint_ms/median",
            "/checkpoint_ms/max",
            "/state_bytes");

    private static final List<String> NUMBERS_OF_ASK = List.of(
            "/clicks",
            "/questions/0/ms/p50",
            "/questions/0/ms/p99",
            "/questions/0/tenth_ms/p50",
            "/questions/0/duckdb_ms/p50",
            "/questions/0/sql_ms",
            "/select_1_ms/p50",
            "/ratio_to_select_1",
            "/ratio_to_raw_sql/rollup",
            "/ratio_to_raw_sql/other",
            "/ratio_to_duckdb",
            "/growth_10x/rollup/mean",
            "/growth_10x/other/max",
            "/requests_per_s/rollup",
            "/requests_per_s/other",
            "/slowest_ms");

    @TempDir
    private Path folder;

    @Test
    void measuresIngestAndLeavesNothingBehind() throws IOException {
        assertReports(NUMBERS, "ingest", "--quick", "--events", "20000");
    }

    /** Its answers are compared with plain SQL and with DuckDB. */
    @Test
    void measuresAnswersAndLeavesNothingBehind() throws IOException {
        JsonNode report = assertReports(NUMBERS_OF_ASK, "ask", "--quick", "--clicks", "20000", "--runs", "3");
        assertThat(report.at("/questions")).hasSizeBetween(15, 25);
        assertThat(report.at("/questions/1/plan").asText()).startsWith("day=");
    }

    @Test
    void measuresViewersAndLeavesNothingBehind() throws IOException {
        List<String> numbers =
                List.of("/events_per_s", "/viewers/0/count", "/viewers/0/api_cores", "/viewers/0/answers_per_s");
        assertReports(numbers, "viewers", "--quick", "--viewers", "3", "--rate", "200", "--seconds", "5");
    }

    private JsonNode assertReports(List<String> numbers, String... measurement) throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        List<String> args = new ArrayList<>(List.of(measurement));
        args.addAll(List.of("--json", "--temp", folder.toString()));
        assertThat(run(printed, args.toArray(String[]::new))).isZero();
        JsonNode report = new ObjectMapper().readTree(printed.toByteArray());
        assertThat(printed.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        assertThat(numbers)
                .allSatisfy(key -> assertThat(report.at(key).asDouble()).as(key).isPositive());
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
        return report;
    }

    private static int run(ByteArrayOutputStream printed, String... args) {
        PrintStream out = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            return BenchCommand.run(args);
        } finally {
            System.setOut(out);
        }
    }
}
