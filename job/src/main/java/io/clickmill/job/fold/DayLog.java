package io.clickmill.job.fold;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Scope;
import io.clickmill.contract.event.EventKind;
import io.clickmill.contract.words.Words;
import io.clickmill.job.count.CountedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Reads the human events of a day of an account in the order of time, in the binary format of COPY (PostgreSQL
 * documentation, COPY, "Binary Format"). Neither the server nor the driver has to hold more than a few rows, and neither
 * formats numbers and times as text.
 */
final class DayLog {
    private static final List<Dimension> DIMENSIONS = Arrays.stream(Dimension.values())
            .filter(dimension -> dimension != Dimension.TOTAL)
            .toList();

    /** COPY takes no parameters. The texts are quoted, and the times are of our own making. */
    private static final String COPY_DAY =
            """
            COPY (
              SELECT occurred_at, event, visitor, sale_amount, %s
                FROM click_event
               WHERE account_id = '%%s'
                 AND occurred_at >= '%%s'
                 AND occurred_at < '%%s'
                 AND NOT bot
               ORDER BY occurred_at
            ) TO STDOUT (FORMAT binary)
            """.formatted(DIMENSIONS.stream().map(Dimension::expression).collect(Collectors.joining(", ")));

    /** The signature, the flags, and the length of the extension, which is empty. */
    private static final int HEADER_BYTES = 11 + Integer.BYTES + Integer.BYTES;

    private static final int COLUMNS = 4 + DIMENSIONS.size();

    private static final long MILLIS_AT_2000 = 946_684_800_000L;

    private final SharedTexts texts = new SharedTexts();
    private final String[] whole = new String[Dimension.values().length];
    private byte[] row = {};
    private int position;

    /** Receives an event. */
    interface Events {
        /**
         * @param occurredAt epoch milliseconds
         * @param scopeId the event's id of a scope; empty if it has none. It is valid during the call
         */
        void accept(long occurredAt, Function<Scope, String> scopeId, CountedEvent event) throws SQLException;
    }

    private DayLog() {}

    /** Reads a day, and returns the number of its events. Must be called within a transaction. */
    static long forEach(Connection connection, AccountDay day, Events events) throws SQLException {
        return new DayLog().read(connection.unwrap(PGConnection.class), day, events);
    }

    private long read(PGConnection connection, AccountDay day, Events events) throws SQLException {
        CopyOut copy = connection
                .getCopyAPI()
                .copyOut(COPY_DAY.formatted(
                        connection.escapeLiteral(day.accountId()),
                        day.start().toInstant(),
                        day.end().toInstant()));
        long read = 0;
        try {
            byte @Nullable [] next;
            position = HEADER_BYTES;
            while ((next = copy.readFromCopy()) != null) {
                row = next;
                // Each message holds a row. The header is in the message of the first one, and the last one ends the
                // data.
                if (number(Short.BYTES) == COLUMNS) {
                    event(events);
                    read++;
                }
                position = 0;
            }
        } catch (Throwable e) {
            cancel(copy, e);
            throw e;
        }
        return read;
    }

    private static void cancel(CopyOut copy, Throwable failure) {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private void event(Events events) throws SQLException {
        long occurredAt = Math.floorDiv(number(), 1_000) + MILLIS_AT_2000;
        EventKind kind = Words.of(EventKind.class, text()).orElseThrow();
        long visitor = number();
        long saleAmount = number();
        String[] values = new String[whole.length];
        values[Dimension.TOTAL.ordinal()] = "";
        for (Dimension dimension : DIMENSIONS) {
            String value = text();
            whole[dimension.ordinal()] = value;
            values[dimension.ordinal()] = Dimension.cut(value);
        }
        events.accept(occurredAt, this::scopeId, new CountedEvent(values, kind, visitor, saleAmount));
    }

    private String scopeId(Scope scope) {
        return switch (scope) {
            case ACCOUNT -> "";
            case CAMPAIGN -> whole[Dimension.CAMPAIGN.ordinal()];
            case LINK -> whole[Dimension.LINK.ordinal()];
            case SOURCE -> whole[Dimension.SOURCE.ordinal()];
        };
    }

    /** The next column, which is a bigint or a time; 0 if it is null. */
    private long number() {
        int length = (int) number(Integer.BYTES);
        return length < 0 ? 0 : number(length);
    }

    /** The next column, which is a text. */
    private String text() {
        int length = (int) number(Integer.BYTES);
        String text = texts.of(row, position, length);
        position += length;
        return text;
    }

    /** The number in the next bytes. */
    private long number(int bytes) {
        long number = row[position];
        for (int i = 1; i < bytes; i++) {
            number = number << Byte.SIZE | row[position + i] & 0xff;
        }
        position += bytes;
        return number;
    }
}
