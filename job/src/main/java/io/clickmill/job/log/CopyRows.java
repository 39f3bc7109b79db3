package io.clickmill.job.log;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventColumn;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/**
 * Rows in the binary format of COPY (PostgreSQL documentation, COPY, "Binary Format"). PostgreSQL needs four
 * fifths of the time of the text format, because it does not have to look for the ends of lines and columns or read
 * times. The memory is used again for the next rows.
 *
 * <p>A row is the number of its columns, and then each column's length and bytes. The bytes depend on the column's
 * type:
 *
 * <table>
 * <caption>Binary values; numbers are big endian</caption>
 * <tr><td>text</td><td>UTF-8</td></tr>
 * <tr><td>int, bigint</td><td>4 and 8 bytes</td></tr>
 * <tr><td>boolean</td><td>1 byte</td></tr>
 * <tr><td>timestamptz</td><td>8 bytes: microseconds since 2000</td></tr>
 * <tr><td>jsonb</td><td>1, and then the JSON text in UTF-8</td></tr>
 * <tr><td>text[]</td><td>dimensions, whether there are nulls, type of the elements, size and lower bound, and then each
 * element as a column</td></tr>
 * </table>
 */
final class CopyRows {
    /** The maximum memory that is kept between batches. Ordinary batches need less. */
    private static final int MAX_KEPT_BYTES = 1 << 25;

    private static final int SEND_BYTES = 1 << 18;

    private static final EventColumn[] COLUMNS = EventColumn.values();

    /** The signature, no flags, and no extension. */
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private static final int END = -1;
    private static final int NULL = -1;

    private static final byte JSONB_VERSION = 1;

    /** The object id of type text, which is the same in every database. */
    private static final int TEXT_TYPE = 25;

    private static final long MICROS_AT_2000 = 946_684_800_000_000L;

    private static final JsonStringEncoder JSON = JsonStringEncoder.getInstance();

    private byte[] bytes = new byte[1 << 16];
    private int size;

    /** Where the current row begins, and how many columns it has so far. */
    private int rowStart;

    private int columns;

    CopyRows() {
        clear();
    }

    /** Removes all rows. */
    void clear() {
        if (bytes.length > MAX_KEPT_BYTES) {
            bytes = new byte[1 << 16];
        }
        size = 0;
        put(HEADER);
        startRow();
    }

    private void startRow() {
        rowStart = size;
        columns = 0;
        putShort(0);
    }

    /** Appends the columns of an event, in the order of {@link EventColumn}. */
    CopyRows event(Event event) {
        for (EventColumn column : COLUMNS) {
            Object value = column.value(event);
            if (column == EventColumn.METADATA && value != null) {
                columns++;
                json((String) value);
            } else {
                column(value);
            }
        }
        return this;
    }

    /**
     * Appends a column, whose type is that of the value: an {@code Integer} is an int, and a {@code Long} is a bigint.
     * A list becomes an array, and a map becomes a JSON object.
     */
    CopyRows column(@Nullable Object value) {
        columns++;
        if (value instanceof String text) {
            text(text);
        } else if (value == null) {
            putInt(NULL);
        } else if (value instanceof Long number) {
            number(number);
        } else if (value instanceof Integer number) {
            putInt(Integer.BYTES);
            putInt(number);
        } else if (value instanceof Boolean truth) {
            putInt(1);
            put((byte) (truth ? 1 : 0));
        } else if (value instanceof Instant time) {
            number(time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000 - MICROS_AT_2000);
        } else if (value instanceof List<?> texts) {
            array(texts);
        } else if (value instanceof Map<?, ?> texts) {
            object(texts);
        } else {
            throw new IllegalArgumentException("a column of " + value.getClass());
        }
        return this;
    }

    void endRow() {
        int end = size;
        size = rowStart;
        putShort(columns);
        size = end;
        startRow();
    }

    /** Sends the rows, and returns when PostgreSQL has them all. */
    void send(CopyManager manager, String sql) throws SQLException {
        size = rowStart;
        putShort(END);
        CopyIn copy = manager.copyIn(sql);
        try {
            for (int sent = 0; sent < size; sent += SEND_BYTES) {
                copy.writeToCopy(bytes, sent, Math.min(SEND_BYTES, size - sent));
            }
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private void number(long number) {
        putInt(Long.BYTES);
        putInt((int) (number >>> 32));
        putInt((int) number);
    }

    /** A text with its length. Most texts are ASCII, which one loop copies. */
    private void text(String text) {
        int length = text.length();
        putInt(length);
        ensure(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                size -= i + Integer.BYTES;
                putInt(utf8.length);
                put(utf8);
                return;
            }
            bytes[size++] = (byte) c;
        }
    }

    private void json(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        putInt(1 + utf8.length);
        put(JSONB_VERSION);
        put(utf8);
    }

    private void object(Map<?, ?> texts) {
        StringBuilder json = new StringBuilder("{");
        for (Map.Entry<?, ?> field : texts.entrySet()) {
            json.append(json.length() == 1 ? "\"" : ",\"");
            JSON.quoteAsString(field.getKey().toString(), json);
            json.append("\":\"");
            JSON.quoteAsString(field.getValue().toString(), json);
            json.append('"');
        }
        json(json.append('}').toString());
    }

    private void array(List<?> texts) {
        int start = size;
        putInt(0);
        putInt(texts.isEmpty() ? 0 : 1);
        putInt(0);
        putInt(TEXT_TYPE);
        if (!texts.isEmpty()) {
            putInt(texts.size());
            putInt(1);
            texts.forEach(text -> text(text.toString()));
        }
        int end = size;
        size = start;
        putInt(end - start - Integer.BYTES);
        size = end;
    }

    private void put(byte one) {
        ensure(1);
        bytes[size++] = one;
    }

    private void put(byte[] more) {
        ensure(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    private void putShort(int number) {
        ensure(Short.BYTES);
        bytes[size++] = (byte) (number >> 8);
        bytes[size++] = (byte) number;
    }

    private void putInt(int number) {
        ensure(Integer.BYTES);
        bytes[size++] = (byte) (number >> 24);
        bytes[size++] = (byte) (number >> 16);
        bytes[size++] = (byte) (number >> 8);
        bytes[size++] = (byte) number;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
