package io.clickmill.api.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.TimeRange;
import io.clickmill.api.seal.SealStore.Limits;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.SealFormat;
import io.clickmill.contract.event.EventColumn;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SealStoreTest {
    private static final Limits LIMITS = new Limits(1_000, 128, 1, Duration.ofMinutes(1));
    private static final long FIRST = LocalDate.parse("2026-03-30").toEpochDay();

    private final Map<UUID, byte[]> files = new HashMap<>();
    private int sourced;

    @TempDir
    private Path folder;

    @Test
    void loadsASealOnceAndKeepsItOverARestart() throws Exception {
        List<Seal> seals = List.of(seal(0, 3, "DE"), seal(0, 2, "FR"), seal(1, 4, "DE"));
        try (SealStore store = SealStore.open(folder, LIMITS)) {
            assertThat(store.isMissing("acme", seals)).isTrue();
            assertThat(countries(store, "acme", seals)).isEqualTo(Map.of("DE", 7L, "FR", 2L));
            assertThat(store.isMissing("acme", seals)).isFalse();
            assertThat(countries(store, "acme", seals)).isEqualTo(Map.of("DE", 7L, "FR", 2L));
            assertThat(store.loaded()).isEqualTo(3);
        }
        assertThat(sourced).isEqualTo(3);
        try (SealStore store = SealStore.open(folder, LIMITS)) {
            assertThat(countries(store, "acme", seals)).isEqualTo(Map.of("DE", 7L, "FR", 2L));
            assertThat(store.loaded()).isZero();
        }
    }

    @Test
    void readsDaysOfSeveralMonths() throws Exception {
        List<Seal> seals = List.of(seal(0, 1, "DE"), seal(1, 2, "DE"), seal(2, 4, "DE"));
        try (SealStore store = SealStore.open(folder, LIMITS)) {
            assertThat(countries(store, "acme", seals)).isEqualTo(Map.of("DE", 7L));
        }
    }

    @Test
    void keepsAccountsApart() throws Exception {
        List<Seal> ofAcme = List.of(seal(0, 3, "DE"));
        List<Seal> ofGlobex = List.of(seal(0, 5, "FR"));
        try (SealStore store = SealStore.open(folder, LIMITS)) {
            assertThat(countries(store, "acme", ofAcme)).isEqualTo(Map.of("DE", 3L));
            assertThat(countries(store, "globex", ofGlobex)).isEqualTo(Map.of("FR", 5L));
            assertThat(countries(store, "acme", ofAcme)).isEqualTo(Map.of("DE", 3L));
            assertThat(store.isMissing("globex", ofAcme)).isTrue();
        }
    }

    /** A question of an older snapshot asks for the seals that it had, after a newer one has loaded others. */
    @Test
    void answersEachSnapshotFromItsOwnSeals() throws Exception {
        Seal first = seal(0, 3, "DE");
        Seal added = seal(0, 1, "FR");
        Seal replaced = seal(0, 4, "AT");
        try (SealStore store = SealStore.open(folder, LIMITS)) {
            for (int round = 0; round < 2; round++) {
                assertThat(countries(store, "acme", List.of(first))).isEqualTo(Map.of("DE", 3L));
                assertThat(countries(store, "acme", List.of(first, added))).isEqualTo(Map.of("DE", 3L, "FR", 1L));
                // Both are loaded, and the second is left out.
                assertThat(countries(store, "acme", List.of(first))).isEqualTo(Map.of("DE", 3L));
                assertThat(countries(store, "acme", List.of(replaced))).isEqualTo(Map.of("AT", 4L));
                assertThat(store.isMissing("acme", List.of(first))).isTrue();
            }
        }
    }

    @Test
    void dropsTheMonthThatNobodyHasAskedForLongest() throws Exception {
        Limits small = new Limits(3, 128, 1, Duration.ofMinutes(1));
        List<List<Seal>> months = new ArrayList<>();
        for (int month = 0; month < 4; month++) {
            months.add(List.of(seal(31 * month, 40_000, null)));
        }
        try (SealStore store = SealStore.open(folder, small)) {
            for (List<Seal> month : months) {
                assertThat(countries(store, "acme", month).values().stream()
                                .mapToLong(n -> n)
                                .sum())
                        .isEqualTo(40_000);
                countries(store, "acme", months.get(0));
            }
            assertThat(store.isMissing("acme", months.get(0))).isFalse();
            assertThat(store.isMissing("acme", months.get(1))).isTrue();
        }
    }

    @Test
    void saysWhatDoesNotFit() throws Exception {
        try (SealStore store = SealStore.open(folder, new Limits(2, 128, 1, Duration.ofMinutes(1)))) {
            assertThat(store.holds(List.of(new Seal(UUID.randomUUID(), FIRST, 1, 1_000_000))))
                    .isTrue();
            assertThat(store.holds(List.of(new Seal(UUID.randomUUID(), FIRST, 1, 1_000_001))))
                    .isFalse();
        }
    }

    @Test
    void usesAnotherFileBesideAnotherProcess() throws Exception {
        List<Seal> seals = List.of(seal(0, 3, "DE"));
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("open");
            try (SealStore store = SealStore.open(folder, LIMITS)) {
                assertThat(countries(store, "acme", seals)).isEqualTo(Map.of("DE", 3L));
            }
            assertThat(folder.resolve("duckdb/seals-1.duckdb")).exists();
        } finally {
            other.destroyForcibly().waitFor();
        }
        // The file of a process that was killed can be used again.
        try (SealStore store = SealStore.open(folder, LIMITS)) {
            assertThat(countries(store, "acme", seals)).isEqualTo(Map.of("DE", 3L));
            assertThat(store.loaded()).isEqualTo(1);
        }
    }

    /** Holds a file until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            SealStore store = SealStore.open(Path.of(args[0]), LIMITS);
            System.out.println("open");
            Thread.sleep(Duration.ofMinutes(5).toMillis());
            store.close();
        }
    }

    @Test
    void startsEmptyAfterAnotherRelease() throws Exception {
        List<Seal> seals = List.of(seal(0, 3, "DE"));
        try (SealStore store = SealStore.open(folder, LIMITS)) {
            countries(store, "acme", seals);
        }
        try (Connection connection =
                        DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("duckdb/seals-0.duckdb"));
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE format SET format = '0-0'");
        }
        try (SealStore store = SealStore.open(folder, LIMITS)) {
            assertThat(store.isMissing("acme", seals)).isTrue();
            assertThat(countries(store, "acme", seals)).isEqualTo(Map.of("DE", 3L));
        }
    }

    @Test
    void letsNobodyElseEnterItsFolder() throws Exception {
        Set<PosixFilePermission> open = PosixFilePermissions.fromString("rwxrwxrwx");
        Files.setPosixFilePermissions(folder, open);
        SealStore.open(folder, LIMITS).close();
        Path own = folder.resolve("duckdb");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                .isEqualTo("rwx------");
        assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(open);

        Files.setPosixFilePermissions(own, open);
        assertThatThrownBy(() -> SealStore.open(folder, LIMITS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("with rwxrwxrwx (expected: a folder of");
    }

    @Test
    void deletesWhatAKilledProcessHasLeft() throws Exception {
        SealStore.open(folder, LIMITS).close();
        Path left = Files.writeString(folder.resolve("duckdb/seals-0.duckdb.files/left.parquet"), "left");
        SealStore.open(folder, LIMITS).close();
        assertThat(left).doesNotExist();
    }

    @Test
    void refusesASealWithoutAllOfItsEvents() throws Exception {
        Seal whole = seal(0, 3, "DE");
        Seal claimed = new Seal(whole.id(), whole.day(), 4, whole.bytes());
        try (SealStore store = SealStore.open(folder, LIMITS)) {
            assertThatThrownBy(() -> countries(store, "acme", List.of(claimed)))
                    .hasMessageContaining("has 3 events (expected: 4)");
            assertThat(countries(store, "acme", List.of(whole))).isEqualTo(Map.of("DE", 3L));
        }
    }

    /** The last step is longer than the others: a month of 31 days, and a day of 25 hours. */
    @ParameterizedTest
    @CsvSource({
        "2026-04-01T00:00:00Z, 2026-06-01T00:00:00Z, UTC,           MONTH, 2026-05-31, 2",
        "2026-01-01T00:00:00Z, 2026-04-01T00:00:00Z, UTC,           MONTH, 2026-03-31, 3",
        "2026-10-23T22:00:00Z, 2026-10-25T23:00:00Z, Europe/Berlin, DAY,   2026-10-25, 2",
        "2026-03-26T23:00:00Z, 2026-03-30T22:00:00Z, Europe/Berlin, DAY,   2026-03-30, 4",
        "2026-10-18T22:00:00Z, 2026-10-25T23:00:00Z, Europe/Berlin, WEEK,  2026-10-25, 1",
        "2026-05-01T00:00:00Z, 2026-06-01T00:00:00Z, UTC,           MINUTE,  2026-05-31, 44491"
    })
    void findsTheStepOfAnEvent(Instant from, Instant to, ZoneId zone, Interval interval, LocalDate day, int step)
            throws Exception {
        Seal seal = seal(day.toEpochDay() - FIRST, 3, "DE");
        TimeRange range = new TimeRange(from.toEpochMilli(), to.toEpochMilli(), zone);
        StatsQuery query = StatsQuery.of("acme", range)
                .groupBy(Field.COUNTRY)
                .interval(interval)
                .metrics(Metric.CLICKS)
                .build();
        long[] starts = interval.starts(range);
        assertThat(SealSql.canFindSteps(starts, spans(query))).isTrue();
        List<Integer> steps = new ArrayList<>();
        try (SealStore store = SealStore.open(folder, LIMITS)) {
            store.read(
                    "acme",
                    List.of(seal),
                    new SealSql(query, starts, spans(query), 10),
                    this::write,
                    row -> steps.add(row.getInt(2)));
        }
        assertThat(steps).containsExactly(step);
    }

    @Test
    void goesOnToAnotherFileIfOneIsDamaged() throws Exception {
        SealStore.open(folder, LIMITS).close();
        Files.writeString(folder.resolve("duckdb/seals-0.duckdb"), "this is no database, but a text ".repeat(1_000));
        try (SealStore store = SealStore.open(folder, LIMITS)) {
            assertThat(countries(store, "acme", List.of(seal(0, 3, "DE")))).isEqualTo(Map.of("DE", 3L));
        }
    }

    @Test
    void failsBeforeAnyRowIfASealIsDamaged() throws Exception {
        Seal seal = seal(0, 3, "DE");
        byte[] whole = files.get(seal.id());
        files.put(seal.id(), "no Parquet".getBytes(StandardCharsets.UTF_8));
        try (SealStore store = SealStore.open(folder, LIMITS)) {
            assertThatThrownBy(() -> countries(store, "acme", List.of(seal))).isInstanceOf(SQLException.class);
            assertThat(store.failed()).isEqualTo(1);
            files.put(seal.id(), whole);
            assertThat(countries(store, "acme", List.of(seal))).isEqualTo(Map.of("DE", 3L));
        }
    }

    @Test
    void givesUpWhenLoadingTakesTooLong() throws Exception {
        List<Seal> seals = List.of(seal(0, 3, "DE"), seal(1, 3, "DE"));
        try (SealStore store = SealStore.open(folder, new Limits(1_000, 128, 1, Duration.ZERO))) {
            assertThatThrownBy(() -> countries(store, "acme", seals)).isInstanceOf(SQLTimeoutException.class);
        }
    }

    private Map<String, Long> countries(SealStore store, String accountId, List<Seal> seals) throws SQLException {
        StatsQuery query = query(seals.stream().map(Seal::day).toList());
        SealSql sql = new SealSql(query, new long[] {query.range().from()}, spans(query), 10);
        Map<String, Long> counted = new TreeMap<>();
        store.read(
                accountId, seals, sql, this::write, row -> counted.merge(row.getString(3), row.getLong(4), Long::sum));
        return counted;
    }

    private static StatsQuery query(List<Long> days) {
        long length = Granularity.DAY.lengthMillis();
        long first = days.stream().min(Long::compare).orElseThrow();
        long last = days.stream().max(Long::compare).orElseThrow();
        return StatsQuery.of("acme", new TimeRange(first * length, (last + 1) * length, ZoneOffset.UTC))
                .groupBy(Field.COUNTRY)
                .metrics(Metric.CLICKS)
                .build();
    }

    private static List<Span> spans(StatsQuery query) {
        return List.of(new Span(query.range().from(), query.range().to()));
    }

    private void write(Seal seal, OutputStream file) throws IOException {
        sourced++;
        file.write(files.getOrDefault(seal.id(), new byte[0]));
    }

    /**
     * A seal of a day after the first.
     *
     * @param country null for a different text in each event
     */
    private Seal seal(long dayAfter, int events, @Nullable String country) throws SQLException, IOException {
        Path file = folder.resolve("made.parquet");
        LocalDate day = LocalDate.ofEpochDay(FIRST + dayAfter);
        String columns = SealFormat.columns().stream()
                .map(column -> value(column, day, country) + " AS \"" + column.column() + '"')
                .collect(Collectors.joining(", "));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT " + columns + " FROM range(" + events + ") AS numbers (n)) TO '" + file
                    + "' (FORMAT parquet)");
        }
        UUID id = UUID.randomUUID();
        files.put(id, Files.readAllBytes(file));
        return new Seal(id, day.toEpochDay(), events, Files.size(file));
    }

    private static String value(EventColumn column, LocalDate day, @Nullable String country) {
        return switch (column) {
            case OCCURRED_AT -> "TIMESTAMP '" + day + " 21:30:00'";
            case EVENT -> "'click'";
            case COUNTRY -> country == null ? "md5(CAST(n AS VARCHAR))" : "'" + country + "'";
            default -> "CAST(NULL AS " + SealFormat.type(column) + ")";
        };
    }
}
