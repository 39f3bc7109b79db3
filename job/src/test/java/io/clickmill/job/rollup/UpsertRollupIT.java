package io.clickmill.job.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.UniqueSketch;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import io.clickmill.job.count.RollupKey;
import io.clickmill.job.count.RollupRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class UpsertRollupIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final long NOON = 1_714_564_800_000L;
    private static final RollupKey KEY = new RollupKey("acme", Scope.CAMPAIGN, "spring");
    private static final String SKETCH = HexFormat.of().formatHex(sketch());

    private final Sql sql = new Sql(DATABASE);

    @BeforeEach
    void empty() throws SQLException {
        sql.run("TRUNCATE rollup");
    }

    @Test
    void writesEveryColumn() throws SQLException {
        write(row(Dimension.CITY, false, true, "London", "", "a,b\"{}\\ 😀"));
        assertThat(sql.lines("SELECT * FROM rollup"))
                .containsExactly("acme|campaign|city|minute|spring|"
                        + "2024-05-01 12:00:00+00|f|{London,\"\",\"a,b\\\"{}\\\\ 😀\"}|{10,11,12}|{\"\\\\x" + SKETCH
                        + "\",\"\\\\x" + SKETCH + "\",\"\\\\x" + SKETCH + "\"}|{2,2,2}|{0,1,2}|{1,1,1}|{0,100,200}");
    }

    @Test
    void writesNullForUniquesAndMeasuresThatTheRowDoesNotHave() throws SQLException {
        RollupRow row = row(Dimension.LINK, false, false, "l1");
        write(row);
        assertThat(sql.lines("SELECT uniques, uniques_estimate, leads, sale_amount, sales FROM rollup"))
                .containsExactly("~|~|~|~|{1}");
    }

    @Test
    void writesARowOfTooManyValues() throws SQLException {
        write(row(Dimension.CITY, true, true));
        assertThat(sql.lines("SELECT overflow, vals, clicks, uniques, uniques_estimate, leads FROM rollup"))
                .containsExactly("t|{}|{}|{}|{}|~");
    }

    @Test
    void replacesTheRowAndLeavesNothingOfTheOldOne() throws SQLException {
        write(row(Dimension.CITY, false, true, "London", "Paris"));
        RollupRow other = row(Dimension.CITY, false, false, "Rome");
        Arrays.fill(other.numbers(Measure.SALES), 0);
        write(other);
        assertThat(sql.lines("SELECT vals, clicks, uniques, uniques_estimate, leads, sales, sale_amount FROM rollup"))
                .containsExactly("{Rome}|{10}|~|~|~|~|~");
    }

    @Test
    void mixesKindsOfRowsInOneRewrittenBatch() throws SQLException {
        PGSimpleDataSource dataSource =
                (PGSimpleDataSource) SampleClicks.access(DATABASE).dataSource();
        dataSource.setReWriteBatchedInserts(true);
        List<RollupRow> rows = List.of(
                row(Dimension.CITY, false, true, "London"),
                row(Dimension.LINK, false, false, "l1", "l2"),
                row(Dimension.COUNTRY, true, true),
                row(Dimension.TOTAL, false, true, ""),
                row(Dimension.SOURCE, false, false, "s"));
        try (Connection connection = dataSource.getConnection()) {
            for (int i = 0; i < 2; i++) {
                UpsertRollup.execute(connection, rows);
            }
        }
        assertThat(sql.lines("SELECT dimension, cardinality(vals), cardinality(uniques) FROM rollup ORDER BY 1"))
                .containsExactly("city|1|1", "country|0|0", "link|2|~", "source|1|~", "total|1|1");
    }

    private static void write(RollupRow row) throws SQLException {
        try (Connection connection = DATABASE.writer().getConnection();
                PreparedStatement statement = connection.prepareStatement(UpsertRollup.UPSERT)) {
            UpsertRollup.bind(statement, row);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    /** A row whose values have 0, 1, 2 … leads, and one sale each. */
    private static RollupRow row(Dimension dimension, boolean overflow, boolean hasUniques, String... values) {
        int size = values.length;
        long[][] numbers = new long[Measure.COUNT][size];
        byte[][] uniques = new byte[hasUniques ? size : 0][];
        long[] estimates = new long[hasUniques ? size : 0];
        for (int i = 0; i < size; i++) {
            numbers[Measure.CLICKS.ordinal()][i] = 10 + i;
            numbers[Measure.LEADS.ordinal()][i] = i;
            numbers[Measure.SALES.ordinal()][i] = 1;
            numbers[Measure.SALE_AMOUNT.ordinal()][i] = 100L * i;
        }
        Arrays.fill(uniques, sketch());
        Arrays.fill(estimates, 2);
        return new RollupRow(
                KEY, dimension, Granularity.MINUTE, NOON, overflow, hasUniques, values, numbers, uniques, estimates);
    }

    private static byte[] sketch() {
        UniqueSketch sketch = new UniqueSketch();
        sketch.add(1);
        sketch.add(2);
        return sketch.toBytes();
    }
}
