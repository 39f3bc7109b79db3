package io.clickmill.api;

import io.clickmill.api.query.Field;
import io.clickmill.api.sql.FieldSql;
import io.clickmill.contract.Counts;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.EventColumn;
import io.clickmill.contract.event.EventKind;
import io.clickmill.contract.words.Words;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * Fills the tables as the job does: all events in the log, the spans of the scopes, rollups of buckets that are large
 * enough, and the progress. Rows that must not be trusted are wrong on purpose: above the progress and in gap days the
 * numbers are far too large.
 */
public final class RollupFixture {
    private static final long WRONG = 1_000_000;

    private static final List<String> COLUMNS = List.of((EventColumn.list("") + ", late").split(", "));

    /** The columns that no field reads, and whose values the tests leave empty. */
    private static final Set<String> NO_FIELD = Set.of("sale_currency", "invoice_id", "payment_processor");

    /** The fields that are columns of the log, by the column. To make the SQL of all fields for each event takes long. */
    private static final Map<String, Field> FIELDS = Stream.of(Field.values())
            .collect(Collectors.toMap(FieldSql::value, Function.identity(), (first, second) -> first));

    private final Instant progress;
    private final Set<LocalDate> gaps;

    /** A fixture with the job's progress, and with the days that it has marked as gaps for every account. */
    public RollupFixture(Instant progress, Set<LocalDate> gaps) {
        this.progress = progress;
        this.gaps = gaps;
    }

    /** Fills an empty database. */
    public void fill(TestDatabase database, List<TestEvent> events) throws SQLException, IOException {
        try (Connection connection = database.owner().getConnection()) {
            insertEvents(connection, events);
            insertSpans(connection);
            insertRollups(connection, events);
            try (Statement statement = connection.createStatement()) {
                statement.execute("""
                        INSERT INTO rollup_progress
                               (progress, checkpoint_id, received, logged, duplicates, rejected, published_at)
                        VALUES ('%s', 1, 0, 0, 0, 0, '%s')""".formatted(progress, progress));
                for (LocalDate day : gaps) {
                    statement.execute("INSERT INTO rollup_gap (day, reason) VALUES ('" + day + "', 'test')");
                }
                // Without the arrays of values, whose statistics take ten times as long as all others.
                statement.execute("ANALYZE click_event, scope_span, rollup_gap, rollup_progress,"
                        + " rollup (account_id, scope, dimension, granularity, scope_id, bucket_start, overflow)");
            }
        }
    }

    private static void insertEvents(Connection connection, List<TestEvent> events) throws SQLException, IOException {
        Set<LocalDate> months = events.stream()
                .map(e -> day(e.occurredAt()).withDayOfMonth(1))
                .collect(Collectors.toCollection(TreeSet::new));
        try (Statement statement = connection.createStatement()) {
            for (LocalDate month : months) {
                statement.execute("SELECT ensure_click_event_partition('" + month + "')");
            }
        }
        StringBuilder csv = new StringBuilder();
        for (TestEvent event : events) {
            csv.append(COLUMNS.stream().map(column -> column(event, column)).collect(Collectors.joining(",")))
                    .append('\n');
        }
        copy(connection, "click_event (" + String.join(", ", COLUMNS) + ")", csv);
    }

    private static void copy(Connection connection, String columns, CharSequence csv) throws SQLException, IOException {
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "COPY " + columns + " FROM STDIN (FORMAT csv)",
                        // Bytes rather than a Reader: with a Reader the driver may split a surrogate pair at its
                        // buffer's end.
                        new ByteArrayInputStream(csv.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static void insertSpans(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Scope scope : Scope.values()) {
                boolean account = scope == Scope.ACCOUNT;
                statement.execute("""
                        INSERT INTO scope_span (account_id, scope, scope_id, first_day, last_day)
                        SELECT account_id, '%s', %s,
                               min(occurred_at AT TIME ZONE 'UTC')::date, max(occurred_at AT TIME ZONE 'UTC')::date
                          FROM click_event
                         WHERE %s
                         GROUP BY 1, 3""".formatted(
                        scope.word(), account ? "''" : scope.column(), account ? "true" : scope.column() + " <> ''"));
            }
        }
    }

    private static String column(TestEvent event, String column) {
        return switch (column) {
            case "account_id" -> quoted(event.accountId());
            case "occurred_at", "appended_at" ->
                Instant.ofEpochMilli(event.occurredAt()).toString();
            case "event_id" -> quoted(event.eventId());
            case "kafka_partition", "kafka_offset" -> "0";
            case "late" -> Boolean.toString(event.late());
            case "bot" -> Boolean.toString(event.bot());
            case "bot_reasons" -> quoted("{" + String.join(",", event.botReasons()) + "}");
            case "event" -> event.event();
            case "visitor" -> Long.toString(event.visitor());
            case "tag_ids" -> quoted("{" + String.join(",", event.tags()) + "}");
            case "params" ->
                quoted(event.params().entrySet().stream()
                        .map(e -> "\"" + e.getKey() + "\":\"" + e.getValue() + "\"")
                        .collect(Collectors.joining(",", "{", "}")));
            case "customer" -> event.customerId().isEmpty() ? "" : quoted(customer(event.customerId()));
            case "metadata" -> event.metadata().isEmpty() ? "" : quoted(event.metadata());
            case "sale_amount" -> event.event().equals("sale") ? Long.toString(event.saleAmount()) : "";
            case "url_location" -> event.values().getOrDefault(Field.URL_LOCATION, "");
            default -> quoted(text(event, column));
        };
    }

    private static String customer(String id) {
        return "{\"id\":" + element(id) + "}";
    }

    private static String text(TestEvent event, String column) {
        if (NO_FIELD.contains(column)) {
            return "";
        }
        Field field = FIELDS.get(column);
        if (field == null) {
            throw new IllegalArgumentException("no field has column " + column);
        }
        return event.values().getOrDefault(field, "");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private record Bucket(String accountId, Scope scope, String scopeId, Granularity granularity, long start) {}

    /** An event with its value of each dimension, by the dimension's ordinal, as it is in many buckets. */
    private record Counted(TestEvent event, EventKind kind, String[] values) {
        static Counted of(TestEvent event) {
            EventKind kind = EventKind.valueOf(event.event().toUpperCase(Locale.ROOT));
            String[] values = Stream.of(Dimension.values())
                    .map(dimension -> valueOf(event, dimension))
                    .toArray(String[]::new);
            return new Counted(event, kind, values);
        }
    }

    private void insertRollups(Connection connection, List<TestEvent> events) throws SQLException, IOException {
        Map<Bucket, List<Counted>> buckets = new HashMap<>();
        for (TestEvent event : events) {
            if (event.bot() || event.late()) {
                continue;
            }
            Counted counted = Counted.of(event);
            for (Scope scope : Scope.values()) {
                String id = idOf(event, scope);
                if (scope == Scope.ACCOUNT || !id.isEmpty()) {
                    for (Granularity granularity : Granularity.values()) {
                        long start = granularity.floor(event.occurredAt());
                        if (granularity != Granularity.MINUTE || isMinuteKept(start)) {
                            buckets.computeIfAbsent(
                                            new Bucket(event.accountId(), scope, id, granularity, start),
                                            b -> new ArrayList<>())
                                    .add(counted);
                        }
                    }
                }
            }
        }
        StringBuilder csv = new StringBuilder();
        for (Map.Entry<Bucket, List<Counted>> bucket : buckets.entrySet()) {
            if (bucket.getValue().size() >= Dimension.MIN_EVENTS) {
                for (Dimension dimension : Dimension.of(bucket.getKey().scope())) {
                    csv.append(row(bucket.getKey(), dimension, bucket.getValue()))
                            .append('\n');
                }
            }
        }
        copy(
                connection,
                "rollup (account_id, scope, dimension, granularity, scope_id, bucket_start, overflow, vals, uniques, "
                        + Measure.columns("%s") + ")",
                csv);
    }

    /** A line of the columns of a rollup. */
    private String row(Bucket bucket, Dimension dimension, List<Counted> events) {
        Map<String, Counts> values = new LinkedHashMap<>();
        for (Counted counted : events) {
            Counts counts = values.computeIfAbsent(counted.values()[dimension.ordinal()], v -> new Counts(true));
            counts.add(Measure.amounts(counted.kind(), counted.event().saleAmount()));
            if (counted.kind() == EventKind.CLICK) {
                Objects.requireNonNull(counts.visitors()).add(counted.event().visitor());
            }
        }
        boolean overflow = values.size() > Dimension.MAX_VALUES;
        if (overflow) {
            values.clear();
        }
        boolean wrong = bucket.start() + bucket.granularity().lengthMillis() > progress.toEpochMilli()
                || gaps.contains(day(bucket.start()));
        List<Counts> counts = List.copyOf(values.values());
        List<String> columns = new ArrayList<>(List.of(
                quoted(bucket.accountId()),
                bucket.scope().word(),
                dimension.word(),
                bucket.granularity().word(),
                quoted(bucket.scopeId()),
                Instant.ofEpochMilli(bucket.start()).toString(),
                Boolean.toString(overflow),
                array(values.keySet().stream().map(RollupFixture::element)),
                dimension.hasUniques(bucket.scope())
                        ? array(counts.stream()
                                .map(c -> HexFormat.of()
                                        .formatHex(Objects.requireNonNull(c.visitors())
                                                .toBytes()))
                                .map(sketch -> element("\\x" + sketch)))
                        : ""));
        boolean clicksOnly = counts.stream().allMatch(c -> c.get(Measure.LEADS) == 0 && c.get(Measure.SALES) == 0);
        for (Measure measure : Measure.values()) {
            boolean isClicks = measure == Measure.CLICKS;
            columns.add(
                    clicksOnly && !isClicks
                            ? ""
                            : array(counts.stream().map(c -> wrong && isClicks ? WRONG : c.get(measure))));
        }
        return String.join(",", columns);
    }

    private static String array(Stream<?> elements) {
        return quoted(elements.map(Object::toString).collect(Collectors.joining(",", "{", "}")));
    }

    private static String element(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private boolean isMinuteKept(long start) {
        return !day(start).isBefore(day(progress.toEpochMilli()).minusDays(Granularity.MINUTES_KEPT_DAYS));
    }

    private static String valueOf(TestEvent event, Dimension dimension) {
        return dimension == Dimension.TOTAL
                ? ""
                : Dimension.cut(
                        event.values(Words.of(Field.class, dimension.word()).orElseThrow())
                                .get(0));
    }

    private static String idOf(TestEvent event, Scope scope) {
        return switch (scope) {
            case ACCOUNT -> "";
            case CAMPAIGN -> event.values().getOrDefault(Field.CAMPAIGN, "");
            case LINK -> event.values().getOrDefault(Field.LINK, "");
            case SOURCE -> event.values().getOrDefault(Field.SOURCE, "");
        };
    }

    private static LocalDate day(long epochMillis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(epochMillis), ZoneOffset.UTC);
    }
}
