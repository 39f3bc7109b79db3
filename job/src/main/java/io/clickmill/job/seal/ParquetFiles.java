package io.clickmill.job.seal;

import io.clickmill.contract.SealFormat;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collects rows in CSV and makes Parquet files of them, each with a limited number of rows and bytes, in a temporary
 * folder. DuckDB sorts and writes the files, with a limited memory, and the rest in the same folder.
 */
final class ParquetFiles implements AutoCloseable {
    private static final String SETTINGS = """
            SET threads = 1;
            SET memory_limit = '256MB';
            SET temp_directory = '%s';
            SET autoinstall_known_extensions = false;
            SET autoload_known_extensions = false;
            """;

    /** Groups of six times as many rows, the default, take three times as long, and more memory than the sort. */
    private static final String CONVERT = """
            COPY (SELECT *
                    FROM read_csv('%1$s', auto_detect = false, header = false, delim = ',', quote = '"', escape = '"',
                                  new_line = '\\n', nullstr = '%2$s', allow_quoted_nulls = false, parallel = false,
                                  max_line_size = %3$d, buffer_size = %4$d, columns = {%5$s})
                   ORDER BY campaign_id, occurred_at, event_id)
              TO '%6$s' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)
            """;

    private final int maxRows;
    private final long maxBytes;
    private final Path folder;
    private final List<File> files = new ArrayList<>();
    private @Nullable OutputStream csv;
    private long rows;
    private long bytes;
    private int longestRow;

    /**
     * A finished file.
     *
     * @param events its number of rows
     */
    record File(Path path, long events) {}

    /**
     * @param maxRows the number of rows after which a file ends
     * @param maxBytes the size in CSV after which a file ends
     */
    ParquetFiles(int maxRows, long maxBytes) throws IOException {
        this.maxRows = maxRows;
        this.maxBytes = maxBytes;
        this.folder = Files.createTempDirectory("clickmill-seal");
    }

    /** Adds a row, as PostgreSQL writes it. */
    void add(byte[] row) throws IOException, SQLException {
        if (csv == null) {
            csv = new BufferedOutputStream(Files.newOutputStream(csvPath()), 1 << 16);
        }
        csv.write(row);
        rows++;
        bytes += row.length;
        longestRow = Math.max(longestRow, row.length);
        if (rows >= maxRows || bytes >= maxBytes) {
            finishFile();
        }
    }

    /** Ends the last file, and returns all. They exist until this is closed. */
    List<File> finish() throws IOException, SQLException {
        finishFile();
        return List.copyOf(files);
    }

    private void finishFile() throws IOException, SQLException {
        if (csv == null) {
            return;
        }
        csv.close();
        csv = null;
        Path parquet = folder.resolve("seal-" + files.size() + ".parquet");
        convert(parquet);
        Files.delete(csvPath());
        files.add(new File(parquet, rows));
        rows = 0;
        bytes = 0;
        longestRow = 0;
    }

    private void convert(Path parquet) throws SQLException {
        // A buffer must hold several of the longest rows, and has to fit into memory.
        int maxLine = Math.max(2_097_152, longestRow + 1);
        String sql = String.format(
                Locale.ROOT,
                CONVERT,
                quoted(csvPath()),
                SealFormat.CSV_NULL,
                maxLine,
                2L * maxLine,
                SealFormat.types(),
                quoted(parquet));
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:", new Properties());
                Statement statement = duckDb.createStatement()) {
            statement.execute(SETTINGS.formatted(quoted(folder.resolve("spilled"))));
            long written = statement.executeLargeUpdate(sql);
            if (written != rows) {
                throw new SQLException("a file has " + written + " events (expected: " + rows + ")");
            }
        } catch (LinkageError e) {
            throw new SQLException("DuckDB does not run on this system", e);
        }
    }

    private Path csvPath() {
        return folder.resolve("rows.csv");
    }

    private static String quoted(Path path) {
        return path.toString().replace("'", "''");
    }

    /** Deletes the files. */
    @Override
    public void close() throws IOException {
        try {
            if (csv != null) {
                csv.close();
            }
        } finally {
            // If the disk is full, the file above cannot be closed, and must be deleted all the same.
            try (Stream<Path> left = Files.walk(folder)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
