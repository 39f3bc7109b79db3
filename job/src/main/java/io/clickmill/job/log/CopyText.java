package io.clickmill.job.log;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventColumn;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the text format of COPY, in UTF-8: columns by tab, rows by line feed, {@code \N} for null, and backslash
 * escapes (PostgreSQL documentation, COPY, "Text Format"). The memory is used again for the next rows.
 */
final class CopyText {
    /** Memory that is kept between batches; ordinary ones need less. */
    private static final int MAX_KEPT_BYTES = 1 << 25;

    private static final EventColumn[] COLUMNS = EventColumn.values();

    private static final byte[] NULL = {'\\', 'N'};

    private static final JsonStringEncoder JSON = JsonStringEncoder.getInstance();

    private byte[] bytes = new byte[1 << 16];
    private int size;
    private boolean rowIsEmpty = true;

    /** The day whose date is {@link #date}, in days since 1970. */
    private long day = Long.MIN_VALUE;

    private String date = "";

    /** Removes all rows. */
    void clear() {
        size = 0;
        rowIsEmpty = true;
        if (bytes.length > MAX_KEPT_BYTES) {
            bytes = new byte[1 << 16];
        }
    }

    /** The rows so far. */
    InputStream input() {
        return new ByteArrayInputStream(bytes, 0, size);
    }

    /** Appends the columns of an event, in the order of {@link EventColumn}. */
    CopyText event(Event event) {
        for (EventColumn column : COLUMNS) {
            column(column.value(event));
        }
        return this;
    }

    /** Appends a column. A list becomes an array, and a map becomes a JSON object. */
    CopyText column(@Nullable Object value) {
        if (!rowIsEmpty) {
            put('\t');
        }
        rowIsEmpty = false;
        if (value == null) {
            put(NULL);
        } else if (value instanceof String text) {
            text(text);
        } else if (value instanceof Instant time) {
            time(time.toEpochMilli());
        } else if (value instanceof List<?> texts) {
            array(texts);
        } else if (value instanceof Map<?, ?> texts) {
            object(texts);
        } else {
            text(value.toString());
        }
        return this;
    }

    void endRow() {
        put('\n');
        rowIsEmpty = true;
    }

    /** A text, escaped. Most texts are ASCII without anything to escape, which one loop copies. */
    private void text(String text) {
        int length = text.length();
        ensure(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || c == '\\' || c == '\t' || c == '\n' || c == '\r') {
                size -= i;
                utf8(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[size++] = (byte) c;
        }
    }

    private void utf8(byte[] text) {
        ensure(2 * text.length);
        for (byte b : text) {
            switch (b) {
                case '\\' -> escape('\\');
                case '\t' -> escape('t');
                case '\n' -> escape('n');
                case '\r' -> escape('r');
                default -> bytes[size++] = b;
            }
        }
    }

    private void escape(char letter) {
        bytes[size++] = '\\';
        bytes[size++] = (byte) letter;
    }

    /** A time of ISO 8601 in UTC with milliseconds. Rows come in the order of time, so the date is often the last one. */
    private void time(long epochMillis) {
        long length = Granularity.DAY.lengthMillis();
        long epochDay = Math.floorDiv(epochMillis, length);
        if (epochDay != day) {
            day = epochDay;
            date = LocalDate.ofEpochDay(epochDay).toString();
        }
        text(date);
        int millis = (int) Math.floorMod(epochMillis, length);
        put('T');
        digits(millis / 3_600_000, 2);
        put(':');
        digits(millis / 60_000 % 60, 2);
        put(':');
        digits(millis / 1_000 % 60, 2);
        put('.');
        digits(millis % 1_000, 3);
        put('Z');
    }

    private void digits(int number, int count) {
        ensure(count);
        int rest = number;
        for (int place = count - 1; place >= 0; place--) {
            bytes[size + place] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += count;
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
        text(json.append('}').toString());
    }

    /** An array literal: elements in double quotes, in which backslash and double quote are escaped once more. */
    private void array(List<?> texts) {
        if (texts.isEmpty()) {
            text("{}");
            return;
        }
        StringBuilder literal = new StringBuilder("{");
        for (Object text : texts) {
            literal.append(literal.length() == 1 ? "\"" : ",\"");
            literal.append(text.toString().replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        text(literal.append('}').toString());
    }

    private void put(char c) {
        ensure(1);
        bytes[size++] = (byte) c;
    }

    private void put(byte[] more) {
        ensure(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
