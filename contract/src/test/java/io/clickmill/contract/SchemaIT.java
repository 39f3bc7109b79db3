package io.clickmill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.event.EventColumn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SchemaIT {
    @Test
    void migratesOnceAndEveryRoleThenFindsTheCurrentVersion() {
        TestDatabase database = TestDatabase.createEmpty();
        assertThatThrownBy(() -> Schema.requireCurrent(database.owner()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("version none (expected: " + Schema.VERSION + ")");
        assertThat(Schema.migrate(database.owner())).isEqualTo(Integer.parseInt(Schema.VERSION));
        assertThat(Schema.migrate(database.owner())).isZero();
        assertThatCode(() -> Schema.requireCurrent(database.reader())).doesNotThrowAnyException();
        assertThatCode(() -> Schema.requireCurrent(database.writer())).doesNotThrowAnyException();
    }

    @Test
    void hasAColumnForEachEventColumn() throws SQLException {
        TestDatabase database = TestDatabase.create();
        List<String> columns = new ArrayList<>();
        try (Connection connection = database.owner().getConnection();
                ResultSet found = connection.getMetaData().getColumns(null, "public", "click_event", null)) {
            while (found.next()) {
                columns.add(found.getString("COLUMN_NAME"));
            }
        }
        List<String> expected = new ArrayList<>(List.of("late", "logged_run", "logged_checkpoint"));
        Arrays.stream(EventColumn.values()).map(EventColumn::column).forEach(expected::add);
        assertThat(columns).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void leavesKeysUnlimitedThatWereMadeWithoutLimits() throws SQLException {
        TestDatabase database = TestDatabase.createEmpty();
        Schema.flyway(database.owner()).target("2").load().migrate();
        String key = "INSERT INTO api_key (key_digest, key_start, account_ids, scopes, plan)"
                + " VALUES (sha256('%s'), '%s', '{acme}', '{*}', 'pro')";
        execute(database.owner(), key.formatted("old", "old"));
        Schema.migrate(database.owner());
        execute(database.owner(), key.formatted("new", "new"));
        assertThat(count(database.owner(), "SELECT rate_limit FROM api_key WHERE key_start = 'old'"))
                .isZero();
        assertThat(count(
                        database.owner(),
                        "SELECT count(*) FROM api_key WHERE key_start = 'new' AND rate_limit IS NULL"))
                .isEqualTo(1);
    }

    @Test
    void createsRowsOfLinksThatWereClickedBeforeTheTableExisted() throws SQLException {
        TestDatabase database = TestDatabase.createEmpty();
        Schema.flyway(database.owner()).target("2").load().migrate();
        execute(database.owner(), "SELECT ensure_click_event_partition('2026-03-01')");
        String event = """
                INSERT INTO click_event
                SELECT event.*
                  FROM (SELECT jsonb_object_agg(column_name, CASE data_type
                                                             WHEN 'text' THEN to_jsonb(''::text)
                                                             WHEN 'boolean' THEN to_jsonb(false)
                                                             WHEN 'ARRAY' THEN '[]'::jsonb
                                                             WHEN 'jsonb' THEN '{}'::jsonb
                                                             ELSE to_jsonb(0) END) AS json
                          FROM information_schema.columns
                         WHERE table_name = 'click_event') AS empty
                 CROSS JOIN jsonb_populate_record(NULL::click_event, empty.json || jsonb_build_object(
                       'account_id', 'acme', 'event_id', 'e', 'appended_at', '2026-03-01', 'link_id', 'l', 'key', 'k',
                       'occurred_at', '%s', 'domain', '%s')) AS event
                """;
        execute(database.owner(), event.formatted("2026-03-02 01:00Z", "later.test"));
        execute(database.owner(), event.formatted("2026-03-01 23:00Z", "second.test"));
        execute(database.owner(), event.formatted("2026-03-01 22:00Z", "first.test"));
        execute(
                database.owner(),
                "INSERT INTO scope_span VALUES ('acme', 'link', 'l', '2026-03-01', '2026-03-02'),"
                        + " ('acme', 'link', 'gone', '2026-03-01', '2026-03-02')");
        Schema.migrate(database.owner());
        assertThat(count(
                        database.reader(),
                        "SELECT count(*) FROM link WHERE link_id = 'l' AND domain = 'first.test' AND key = 'k'"
                                + " AND created_at = '2026-03-01 22:00Z' AND kafka_offset IS NULL"))
                .isEqualTo(1);
        assertThat(count(database.reader(), "SELECT count(*) FROM link")).isEqualTo(1);
    }

    @Test
    void keepsTheExistingRunAsTheFirstOfTheHistory() throws SQLException {
        TestDatabase database = TestDatabase.createEmpty();
        Schema.flyway(database.owner()).target("3").load().migrate();
        execute(database.writer(), "INSERT INTO job_run (run_id, run_number, checkpoint) VALUES ('a', 17, 230)");
        Schema.migrate(database.owner());
        assertThat(count(
                        database.reader(),
                        "SELECT count(*) FROM job_run WHERE run_id = 'a' AND run_number = 17 AND parent_run IS NULL"
                                + " AND parent_checkpoint = 230 AND flushed_checkpoint = 0"))
                .isEqualTo(1);
        execute(
                database.writer(),
                "INSERT INTO job_run (run_id, run_number, parent_run, parent_checkpoint) VALUES ('b', 18, 17, 231)");
        execute(database.writer(), "UPDATE job_run SET flushed_checkpoint = 232 WHERE run_number = 18");
    }

    @Test
    void addsARunIfAReleaseWithoutRunsHasCounted() throws SQLException {
        TestDatabase database = TestDatabase.createEmpty();
        Schema.flyway(database.owner()).target("1").load().migrate();
        execute(
                database.writer(),
                "INSERT INTO rollup_progress (progress, checkpoint_id, received, logged, duplicates, rejected,"
                        + " published_at) VALUES (now(), 1, 0, 0, 0, 0, now())");
        Schema.migrate(database.owner());
        assertThat(count(database.reader(), "SELECT max(run_number) FROM job_run"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void hasEveryMeasureInTheRollupsAndTheirView(Measure measure) throws SQLException {
        TestDatabase database = TestDatabase.create();
        execute(database.reader(), "SELECT " + measure.word() + "[1] + 1 FROM rollup");
        execute(database.reader(), "SELECT " + measure.word() + " + 1 FROM rollup_value");
        execute(database.reader(), "SELECT " + measure.aggregate() + " FROM click_event");
    }

    @Test
    void writerCreatesPartitionsThroughFunctionsOnly() throws SQLException {
        TestDatabase database = TestDatabase.create();
        execute(database.writer(), "SELECT ensure_click_event_partition('2024-02-29')");
        execute(database.writer(), "SELECT ensure_click_event_partition('2024-02-01')");
        assertThatThrownBy(() -> execute(database.writer(), "CREATE TABLE mine (a int)"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> execute(database.reader(), "SELECT ensure_click_event_partition('2024-03-01')"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> execute(database.reader(), "INSERT INTO account (account_id) VALUES ('a')"))
                .hasMessageContaining("permission denied");
        assertThat(count(
                        database.owner(), "SELECT count(*) FROM pg_inherits WHERE inhparent = 'click_event'::regclass"))
                .isEqualTo(1);
    }

    @Test
    void severalWritersCreateThePartitionOfAMonthConcurrently() throws Exception {
        TestDatabase database = TestDatabase.create();
        for (int month = 1; month <= 12; month++) {
            String ensure = "SELECT ensure_click_event_partition('2023-%02d-01')".formatted(month);
            CyclicBarrier together = new CyclicBarrier(4);
            ExecutorService writers = Executors.newFixedThreadPool(4);
            try {
                List<Callable<Void>> calls = Collections.nCopies(4, () -> {
                    try (Connection connection = database.writer().getConnection();
                            Statement statement = connection.createStatement()) {
                        together.await();
                        statement.execute(ensure);
                    }
                    return null;
                });
                for (Future<Void> call : writers.invokeAll(calls)) {
                    call.get();
                }
            } finally {
                writers.shutdown();
            }
        }
        assertThat(count(
                        database.owner(), "SELECT count(*) FROM pg_inherits WHERE inhparent = 'click_event'::regclass"))
                .isEqualTo(12);
    }

    @Test
    void movesMinutesWrittenBeforeTheirPartitionAndDropsOldOnes() throws SQLException {
        TestDatabase database = TestDatabase.create();
        String insert = """
                INSERT INTO rollup (account_id, scope, dimension, granularity, scope_id, bucket_start, overflow, vals, clicks)
                VALUES ('a', 'account', 'total', 'minute', '', '2024-03-01 23:59+00', false, '{""}', '{64}'),
                       ('a', 'account', 'total', 'minute', '', '2024-03-02 00:00+00', false, '{""}', '{65}')
                """;
        execute(database.writer(), insert);
        assertThat(count(database.owner(), "SELECT count(*) FROM rollup_minute_other"))
                .isEqualTo(2);
        execute(database.writer(), "SELECT ensure_rollup_minute_partition('2024-03-01')");
        assertThat(count(database.owner(), "SELECT count(*) FROM rollup_minute_2024_03_01"))
                .isEqualTo(1);
        assertThat(count(database.reader(), "SELECT count(*) FROM rollup_value"))
                .isEqualTo(2);
        assertThat(count(database.writer(), "SELECT drop_rollup_minutes_before('2024-03-02')"))
                .isEqualTo(1);
        assertThat(count(database.reader(), "SELECT sum(clicks) FROM rollup_value"))
                .isEqualTo(65);
    }

    private static void execute(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
