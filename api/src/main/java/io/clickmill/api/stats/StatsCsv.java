package io.clickmill.api.stats;

import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.Row;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the answer of {@code GET /v1/stats} as CSV (RFC 4180): a line of names, then a line for each row, each ended
 * by CR LF. The columns are the members of the JSON rows. Unique visitors have four columns: {@code uniques},
 * {@code uniques_exact}, {@code uniques_low} and {@code uniques_high}. Values are written as they are: spreadsheets
 * take a value that begins with {@code =} as a formula.
 */
final class StatsCsv {
    static final String MEDIA_TYPE = "text/csv";
    static final String CONTENT_TYPE = MEDIA_TYPE + "; charset=utf-8; header=present";

    /** The header with the number of rows before paging, like {@code meta.total} in JSON. */
    static final String TOTAL_HEADER = "X-Clickmill-Total";

    private static final String NEEDS_QUOTES = ",\"\r\n";

    private StatsCsv() {}

    static byte[] write(StatsRequest.Question question, StatsResult result) {
        StatsQuery query = question.query();
        StringBuilder csv = new StringBuilder();
        Stream<String> start = query.isSeries() ? Stream.of("start") : Stream.empty();
        Stream<String> metrics = query.metrics().stream().flatMap(metric -> names(metric).stream());
        append(
                csv,
                Stream.concat(question.columns().stream(), Stream.concat(start, metrics))
                        .toList());
        for (Row row : result.rows()) {
            List<String> cells = new ArrayList<>(row.group());
            Instant step = row.start();
            if (step != null) {
                cells.add(StatsResponse.iso(step, query.range().zone()));
            }
            query.metrics().forEach(metric -> cells.addAll(values(metric, row)));
            append(csv, cells);
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> names(Metric metric) {
        String word = metric.word();
        return metric == Metric.UNIQUES ? List.of(word, word + "_exact", word + "_low", word + "_high") : List.of(word);
    }

    private static List<String> values(Metric metric, Row row) {
        String value = Long.toString(row.value(metric));
        return metric == Metric.UNIQUES
                ? List.of(
                        value,
                        Boolean.toString(row.uniques().exact()),
                        Long.toString(row.uniques().low()),
                        Long.toString(row.uniques().high()))
                : List.of(value);
    }

    private static void append(StringBuilder csv, List<String> cells) {
        csv.append(cells.stream().map(StatsCsv::quoted).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    /** Quotes a cell if needed. Empty cells are quoted too, because a line of one empty cell would be an empty line. */
    private static String quoted(String cell) {
        boolean plain = !cell.isEmpty() && cell.chars().noneMatch(c -> NEEDS_QUOTES.indexOf(c) >= 0);
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
