package io.clickmill.job.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Scope;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.EventKind;
import io.clickmill.job.Sql;
import io.clickmill.job.count.Bucket;
import io.clickmill.job.count.CountedEvent;
import io.clickmill.job.count.RollupKey;
import io.clickmill.job.count.Tally;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RollupTableIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final long DAY = 1_714_521_600_000L;
    private static final RollupKey ACME = new RollupKey("acme", Scope.ACCOUNT, "");

    private final Sql sql = new Sql(DATABASE);

    @BeforeEach
    void empty() throws SQLException {
        sql.run("TRUNCATE rollup");
    }

    @Test
    void addsToTheRowsThatExistAndLeavesOtherBucketsAlone() throws SQLException {
        inTransaction(table -> table.upsert(bucket(1), tally(100, 0)));
        inTransaction(table -> {
            Map<Bucket, Tally> tallies = new HashMap<>(Map.of(bucket(1), tally(5, 98), bucket(2), tally(80, 0)));
            assertThat(addToRows(table, tallies)).containsExactly(bucket(1));
        });
        assertThat(sql.lines("SELECT count(*), sum(clicks), max(clicks), bool_or(uniques_estimate <> clicks)"
                        + " FROM rollup_value WHERE dimension = 'city'"))
                .containsExactly("103|105|2|t");
        assertThat(sql.lines("SELECT clicks, uniques_estimate FROM rollup_value WHERE dimension = 'total'"))
                .containsExactly("105|103");
    }

    /** Buckets of 9 MB are read three at a time, and one of 42 MB row by row. */
    @Test
    void addsToRowsThatDoNotFitIntoMemoryTogether() throws SQLException {
        int buckets = 8;
        inTransaction(table -> {
            for (int i = 0; i < buckets; i++) {
                table.upsert(bucket(i), tally(2_000, 0));
            }
            table.upsert(bucket(buckets), tally(10_000, 0));
        });
        inTransaction(table -> {
            Map<Bucket, Tally> tallies = new HashMap<>();
            for (int i = 0; i <= buckets; i++) {
                tallies.put(bucket(i), tally(1, 0));
            }
            assertThat(addToRows(table, tallies)).hasSize(buckets + 1);
            assertThat(table.rows())
                    .isEqualTo((buckets + 1L) * Dimension.of(Scope.ACCOUNT).size());
        });
        assertThat(sql.lines("SELECT cardinality(vals), clicks[array_position(vals, 'value 0')],"
                        + " uniques_estimate[array_position(vals, 'value 0')], count(*) FROM rollup"
                        + " WHERE dimension IN ('city', 'url') GROUP BY 1, 2, 3 ORDER BY 1"))
                .containsExactly("2000|2|1|" + 2 * buckets, "10000|2|1|2");
        assertThat(sql.lines("SELECT DISTINCT overflow FROM rollup")).containsExactly("f");
    }

    /** Adds each tally to the rows of its bucket, and returns the buckets that have rows. */
    private static Set<Bucket> addToRows(RollupTable table, Map<Bucket, Tally> tallies) throws SQLException {
        Set<Bucket> existing = new HashSet<>();
        table.forEachExisting(List.copyOf(tallies.keySet()), (bucket, tally) -> {
            tally.merge(tallies.get(bucket));
            table.upsert(bucket, tally);
            existing.add(bucket);
        });
        return existing;
    }

    @Test
    void writesABatchBeforeTheLastRow() throws SQLException {
        int rows = Dimension.of(Scope.ACCOUNT).size();
        try (Connection connection = DATABASE.writer().getConnection()) {
            connection.setAutoCommit(false);
            RollupTable table = new RollupTable(connection, "acme");
            for (int i = 0; i < 60; i++) {
                table.upsert(bucket(i), tally(64, 0));
            }
            assertThat(written(connection)).isEqualTo(1_000);
            table.flush();
            assertThat(written(connection)).isEqualTo(60L * rows);
            table.flush();
            connection.rollback();
        }
    }

    private static long written(Connection connection) throws SQLException {
        return io.clickmill.contract.Sql.list(connection, "SELECT count(*) FROM rollup", row -> row.getLong(1))
                .get(0);
    }

    private interface Work {
        void run(RollupTable table) throws SQLException;
    }

    private static void inTransaction(Work work) throws SQLException {
        try (Connection connection = DATABASE.writer().getConnection()) {
            connection.setAutoCommit(false);
            RollupTable table = new RollupTable(connection, "acme");
            work.run(table);
            table.flush();
            connection.commit();
        }
    }

    private static Bucket bucket(int hour) {
        return Bucket.of(ACME, Granularity.HOUR, DAY + hour * 3_600_000L);
    }

    /** Events of a visitor each, with different values in five dimensions. */
    private static Tally tally(int events, int first) {
        Tally tally = new Tally(Scope.ACCOUNT);
        for (int i = first; i < first + events; i++) {
            String[] values = new String[Dimension.values().length];
            Arrays.fill(values, "");
            for (Dimension dimension :
                    new Dimension[] {Dimension.CITY, Dimension.REGION, Dimension.URL, Dimension.LINK, Dimension.REFERER
                    }) {
                values[dimension.ordinal()] = "value " + i;
            }
            tally.add(new CountedEvent(values, EventKind.CLICK, i + 1, 0));
        }
        return tally;
    }
}
