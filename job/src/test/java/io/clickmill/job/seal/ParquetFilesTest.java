package io.clickmill.job.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.SealFormat;
import io.clickmill.contract.event.EventColumn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of the largest sizes are written within the memory of DuckDB, whose sort takes more than the rows do. */
final class ParquetFilesTest {
    private static final List<EventColumn> COLUMNS = SealFormat.columns();

    /**
     * Writes rows of these texts.
     *
     * @param textBytes the length of each text
     * @param different how many different texts there are
     */
    @ParameterizedTest
    @CsvSource({"5, 1000000", "12, 1000000", "12, 300", "20, 30000", "40, 1000000", "2000, 1000000", "30000, 1000000"})
    void writesAFullFileOfRowsOfAnyWidth(int textBytes, int different) throws Exception {
        Random random = new Random(textBytes);
        long events = 0;
        long bytes = 0;
        try (ParquetFiles files = new ParquetFiles(SealTable.MAX_EVENTS, SealTable.MAX_CSV_BYTES)) {
            // One row more than a file holds.
            while (events <= SealTable.MAX_EVENTS && bytes <= SealTable.MAX_CSV_BYTES) {
                byte[] row = row(random, textBytes, different);
                files.add(row);
                events++;
                bytes += row.length;
            }
            List<ParquetFiles.File> written = files.finish();
            assertThat(written).hasSizeBetween(1, 2);
            assertThat(written.stream().mapToLong(ParquetFiles.File::events).sum())
                    .isEqualTo(events);
        }
    }

    private static byte[] row(Random random, int textBytes, int different) {
        String text = String.format("%016x", random.nextInt(different) * 0x9E3779B97F4A7C15L)
                .repeat(textBytes / 16 + 1);
        return COLUMNS.stream()
                .map(column -> value(column, text.substring(0, textBytes), random))
                .collect(Collectors.joining(",", "", "\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String value(EventColumn column, String text, Random random) {
        return switch (SealFormat.type(column)) {
            case "TIMESTAMP" -> "2026-03-01 12:00:00." + (100 + random.nextInt(900));
            case "BOOLEAN" -> "f";
            case "BIGINT", "INTEGER" -> Integer.toString(random.nextInt(1_000_000));
            default -> text;
        };
    }
}
