package io.clickmill.job.fold;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Scope;
import io.clickmill.contract.event.EventKind;
import io.clickmill.contract.words.Words;
import io.clickmill.job.count.CountedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A row of {@code click_event} as counting needs it.
 *
 * @param occurredAt epoch milliseconds
 * @param scopeIds by scope, whole: as values of a dimension they may be cut
 */
record LoggedEvent(String eventId, long occurredAt, Map<Scope, String> scopeIds, CountedEvent counted) {
    /** What {@link #read} reads, for an alias {@code click_event} of the table. */
    static final String COLUMNS = "event_id, (extract(epoch FROM occurred_at) * 1000)::bigint, event, visitor,"
            + " coalesce(sale_amount, 0), "
            + Arrays.stream(Dimension.values()).map(Dimension::expression).collect(Collectors.joining(", "));

    private static final int FIRST_DIMENSION = 6;

    /** How many columns {@link #COLUMNS} are. */
    static final int COLUMN_COUNT = FIRST_DIMENSION - 1 + Dimension.values().length;

    /** Reads a row of {@link #COLUMNS}. */
    static LoggedEvent read(ResultSet row) throws SQLException {
        String[] values = new String[Dimension.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.getString(FIRST_DIMENSION + i);
        }
        Map<Scope, String> scopeIds = new EnumMap<>(Scope.class);
        scopeIds.put(Scope.CAMPAIGN, values[Dimension.CAMPAIGN.ordinal()]);
        scopeIds.put(Scope.LINK, values[Dimension.LINK.ordinal()]);
        scopeIds.put(Scope.SOURCE, values[Dimension.SOURCE.ordinal()]);
        Arrays.setAll(values, i -> Dimension.cut(values[i]));
        return new LoggedEvent(
                row.getString(1),
                row.getLong(2),
                scopeIds,
                new CountedEvent(
                        values,
                        Words.of(EventKind.class, row.getString(3)).orElseThrow(),
                        row.getLong(4),
                        row.getLong(5)));
    }

    /** The id of the scope that the event belongs to; empty if it belongs to none, and for the account. */
    String scopeId(Scope scope) {
        return scopeIds.getOrDefault(scope, "");
    }
}
