package io.clickmill.contract;

import io.clickmill.contract.event.EventColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The columns of a seal's Parquet file. They have the names of those of {@code click_event}, without the account, which
 * all events of a seal share, and without the place in Kafka. Rows are sorted by campaign and time.
 *
 * <p>A value travels from PostgreSQL to the file as CSV, so this says how both read it.
 */
public final class SealFormat {
    /** The format of this release. It grows with each change of the columns. */
    public static final int VERSION = 1;

    /** The absence of a value in CSV; the same text as a value is quoted. */
    public static final String CSV_NULL = "\\N";

    private static final Set<EventColumn> LEFT_OUT = Set.of(
            EventColumn.ACCOUNT_ID, EventColumn.APPENDED_AT, EventColumn.KAFKA_PARTITION, EventColumn.KAFKA_OFFSET);

    private static final List<EventColumn> COLUMNS = Arrays.stream(EventColumn.values())
            .filter(column -> !LEFT_OUT.contains(column))
            .toList();

    private SealFormat() {}

    /** The columns in the order of the file. */
    public static List<EventColumn> columns() {
        return COLUMNS;
    }

    /** What PostgreSQL selects from {@code click_event}, joined by commas. */
    public static String selected() {
        return COLUMNS.stream().map(SealFormat::selected).collect(Collectors.joining(", "));
    }

    /** Name and type of each column in the words of DuckDB, such as {@code 'country': 'VARCHAR'}, joined by commas. */
    public static String types() {
        return COLUMNS.stream()
                .map(column -> "'" + column.column() + "': '" + type(column) + "'")
                .collect(Collectors.joining(", "));
    }

    private static String selected(EventColumn column) {
        return switch (column) {
            case OCCURRED_AT -> "click_event.occurred_at AT TIME ZONE 'UTC'";
            case TAG_IDS, BOT_REASONS -> "array_to_json(click_event." + column.column() + ")";
            default -> "click_event." + column.column();
        };
    }

    /** The type of a column in the words of DuckDB. Lists and maps are JSON texts. */
    public static String type(EventColumn column) {
        return switch (column) {
            case OCCURRED_AT -> "TIMESTAMP";
            case BOT -> "BOOLEAN";
            case VISITOR, SALE_AMOUNT -> "BIGINT";
            case URL_LOCATION -> "INTEGER";
            default -> "VARCHAR";
        };
    }
}
