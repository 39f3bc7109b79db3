package io.clickmill.job.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.SealFormat;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.EventColumn;
import io.clickmill.job.Sql;
import io.clickmill.job.fold.SealDays.SealedDays;
import io.clickmill.job.receive.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At any time, the seals of a day hold exactly its human events that are not late, in all columns. */
class SealDaysIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final String DAY = "2024-05-17";

    private final SampleLog log = new SampleLog(DATABASE);
    private final Sql sql = log.sql;

    @TempDir
    private Path folder;

    @BeforeEach
    void empty() throws SQLException {
        log.empty();
        sql.run("TRUNCATE seal");
    }

    @Test
    void sealsCompleteDaysWithEnoughEvents() throws Exception {
        log.busyDay("acme", DAY, 400, 30);
        log.busyDay("globex", DAY, 300, 10);
        log.busyDay("acme", "2024-05-18", 90, 0);
        log.busyDay("acme", "2024-05-19", 400, 0);
        log.busyDay("acme", "2024-05-20", 400, 0);
        log.insertRollups();
        sql.run("INSERT INTO rollup_gap (account_id, day, reason) VALUES ('acme', '2024-05-19', 'test')");

        SealedDays sealed = seal();

        assertThat(sealed.days()).isEqualTo(2);
        assertThat(sealedDays()).containsExactly("acme 2024-05-17", "globex 2024-05-17");
        requireExact();
        assertThat(seal()).isEqualTo(new SealedDays(0, 0, 0));
    }

    @Test
    void keepsEveryText() throws Exception {
        List<String> texts = List.of(
                "",
                "\\N",
                "\"\\N\"",
                "a,b",
                "say \"yes\"",
                "line\nbreak",
                "return\r\nand more",
                "\r",
                "tab\tand \\ and '",
                " spaces ",
                "NULL",
                "\u0001 \u001f \u007f",
                "😀 語 é",
                "\uFEFF",
                "{\"a\": [1]}",
                "long ".repeat(1_000));
        for (int i = 0; i < 400; i++) {
            String text = texts.get(i % texts.size());
            String other = texts.get((i * 7 + 3) % texts.size());
            log.add(i % 20 == 0 ? Verdict.LATE : Verdict.ON_TIME, event -> {
                event.accountId = "ac'me \\ \"1\"";
                event.occurredAt = Instant.parse(DAY + "T10:00:00.123Z").toEpochMilli();
                event.url = text;
                event.city = other;
                event.subscriberId = text + other;
                event.tagIds = List.of(text, other);
                event.params = Map.of("p" + text, other);
                event.urlLocation = text.isEmpty() ? null : text.length();
            });
        }
        log.write();
        log.insertRollups();

        assertThat(seal().days()).isEqualTo(1);
        requireExact();
        fold();
        requireExact();
    }

    @Test
    void staysExactWhileLateEventsAreFolded() throws Exception {
        log.randomDays(4);
        assertThat(seal().days()).isPositive();
        requireExact();

        new FoldLateRows(DATABASE.writer(), SampleLog.CLOCK, 50).foldOnce();

        requireExact();
        assertThat(sql.lines("SELECT max(seals) > 1 FROM (SELECT count(*) AS seals FROM seal GROUP BY account_id, day)"
                        + " AS sealed"))
                .containsExactly("t");
        log.assertRollupsCountTheLog();
    }

    @Test
    void replacesManySmallSealsByOne() throws Exception {
        log.busyDay("acme", DAY, 400, 100);
        log.insertRollups();
        seal();
        new FoldLateRows(DATABASE.writer(), SampleLog.CLOCK, 10).foldOnce();
        assertThat(sql.lines("SELECT count(*) FROM seal")).containsExactly("11");

        assertThat(seal()).isEqualTo(new SealedDays(1, 500, 0));

        assertThat(sql.lines("SELECT count(*) FROM seal")).containsExactly("1");
        requireExact();
    }

    @Test
    void replacesSealsOfAnotherRelease() throws Exception {
        log.busyDay("acme", DAY, 400, 0);
        log.insertRollups();
        seal();
        sql.run("UPDATE seal SET format = 0");
        // A fold comes first, and adds a seal of this release.
        log.busyDay("acme", DAY, 0, 1);
        fold();
        assertThat(sql.lines("SELECT count(*) FROM seal")).containsExactly("2");

        assertThat(seal().days()).isEqualTo(1);

        assertThat(sql.lines("SELECT format FROM seal")).containsExactly(Integer.toString(SealFormat.VERSION));
    }

    @Test
    void unsealsADayThatIsRecounted() throws Exception {
        log.busyDay("acme", DAY, 400, 100);
        log.insertRollups();
        seal();
        sql.run("INSERT INTO rollup_gap (account_id, day, reason) VALUES ('acme', '" + DAY + "', 'test')");

        new RebuildDays(DATABASE.writer(), SampleLog.CLOCK).rebuildMarked((done, days) -> {});

        assertThat(sealedDays()).isEmpty();
        assertThat(seal()).isEqualTo(new SealedDays(1, 500, 0));
        requireExact();
    }

    /** The work is cut off before its first statement, then before its second, and so on. */
    @Test
    void isExactAfterACutOffAtEveryStatement() throws Exception {
        log.busyDay("acme", DAY, 150, 40);
        log.insertRollups();
        seal();
        sql.run("CREATE TABLE late_before AS SELECT event_id FROM click_event WHERE late");
        int statements = 0;
        for (boolean cutOff = true; cutOff; ) {
            statements++;
            DataSource failing = WatchedConnections.failingAtCall(DATABASE.writer(), "prepareStatement", statements);
            try {
                new FoldLateRows(failing, SampleLog.CLOCK, 30).foldOnce();
                new SealDays(failing, 128).sealOnce(Duration.ofMinutes(5));
                cutOff = false;
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("cut off");
            }
            requireExact();
            sql.run("UPDATE click_event SET late = event_id IN (SELECT event_id FROM late_before)");
            sql.run("TRUNCATE rollup, seal");
            log.insertRollups();
            seal();
        }
        sql.run("DROP TABLE late_before");
        assertThat(statements).isGreaterThan(10);
    }

    @Test
    void leavesDaysForTheNextTime() throws Exception {
        log.busyDay("acme", DAY, 300, 0);
        log.insertRollups();

        assertThat(new SealDays(DATABASE.writer(), 128).sealOnce(Duration.ofNanos(-1)))
                .isEqualTo(new SealedDays(0, 0, 1));
        assertThat(seal().days()).isEqualTo(1);
    }

    @Test
    void tellsAFailureAfterTheOtherDays() throws Exception {
        log.busyDay("acme", DAY, 300, 0);
        log.busyDay("acme", "2024-05-18", 300, 0);
        log.insertRollups();
        sql.run("ALTER TABLE seal ADD CONSTRAINT test CHECK (day <> '2024-05-18')");
        try {
            assertThatThrownBy(SealDaysIT::seal)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("test");
        } finally {
            sql.run("ALTER TABLE seal DROP CONSTRAINT test");
        }
        assertThat(sealedDays()).containsExactly("acme 2024-05-17");
    }

    private static SealedDays seal() throws SQLException {
        return new SealDays(DATABASE.writer(), 128).sealOnce(Duration.ofMinutes(5));
    }

    private static void fold() throws SQLException {
        new FoldLateRows(DATABASE.writer(), SampleLog.CLOCK).foldOnce();
    }

    private List<String> sealedDays() throws SQLException {
        return sql.lines("SELECT DISTINCT account_id || ' ' || day FROM seal ORDER BY 1");
    }

    /** Compares all seals with the log. */
    private void requireExact() throws Exception {
        try (Connection connection = DATABASE.owner().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(sealed(statement)).isEqualTo(logged(statement));
        }
    }

    private static Map<String, List<String>> logged(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT " + SealFormat.selected()
                + " FROM click_event WHERE NOT late AND NOT bot AND EXISTS (SELECT FROM seal WHERE seal.account_id ="
                + " click_event.account_id AND seal.day = (click_event.occurred_at AT TIME ZONE 'UTC')::date)")) {
            return read(rows);
        }
    }

    private Map<String, List<String>> sealed(Statement statement) throws Exception {
        List<Path> files = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT parquet FROM seal")) {
            while (rows.next()) {
                files.add(Files.write(folder.resolve(files.size() + ".parquet"), rows.getBytes(1)));
            }
        }
        Map<String, List<String>> events = new TreeMap<>();
        for (Path file : files) {
            try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                    Statement reading = duckDb.createStatement();
                    ResultSet rows = reading.executeQuery("FROM read_parquet('" + file + "')")) {
                Map<String, List<String>> more = read(rows);
                assertThat(events).doesNotContainKeys(more.keySet().toArray(String[]::new));
                events.putAll(more);
            }
        }
        return events;
    }

    /** All columns of all rows, by event id, which no two events of the log share. */
    private static Map<String, List<String>> read(ResultSet rows) throws SQLException {
        Map<String, List<String>> events = new TreeMap<>();
        while (rows.next()) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < SealFormat.columns().size(); i++) {
                values.add(
                        switch (SealFormat.columns().get(i)) {
                            case OCCURRED_AT ->
                                rows.getTimestamp(i + 1).toLocalDateTime().toString();
                            case BOT -> Boolean.toString(rows.getBoolean(i + 1));
                            default -> String.valueOf(rows.getString(i + 1));
                        });
            }
            events.put(values.get(SealFormat.columns().indexOf(EventColumn.EVENT_ID)), values);
        }
        return events;
    }
}
