package io.clickmill.job.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventColumn;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event in the text format of COPY, its columns in the order of {@link EventColumn}: columns by tab, rows by line
 * feed, {@code \N} for null, and backslash escapes (PostgreSQL documentation, COPY, "Text Format").
 */
final class CopyRow {
    private static final EventColumn[] COLUMNS = EventColumn.values();

    private static final JsonMapper JSON = new JsonMapper();

    private CopyRow() {}

    /** Appends the event's columns, each but the first after a tab. */
    static void append(StringBuilder out, Event event) {
        for (EventColumn column : COLUMNS) {
            if (column.ordinal() > 0) {
                out.append('\t');
            }
            append(out, column.value(event));
        }
    }

    private static void append(StringBuilder out, @Nullable Object value) {
        if (value == null) {
            out.append("\\N");
        } else if (value instanceof String text) {
            escaped(out, text);
        } else if (value instanceof List<?> texts) {
            array(out, texts);
        } else if (value instanceof Map<?, ?> texts) {
            object(out, texts);
        } else if (value instanceof Number number) {
            out.append(number.longValue());
        } else {
            out.append(value);
        }
    }

    private static void object(StringBuilder out, Map<?, ?> texts) {
        try {
            escaped(out, texts.isEmpty() ? "{}" : JSON.writeValueAsString(texts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts cannot be written as JSON", e);
        }
    }

    /** An array literal: elements in double quotes, in which backslash and double quote are escaped once more. */
    private static void array(StringBuilder out, List<?> texts) {
        if (texts.isEmpty()) {
            out.append("{}");
            return;
        }
        StringBuilder literal = new StringBuilder("{");
        for (Object text : texts) {
            literal.append(literal.length() == 1 ? "\"" : ",\"");
            literal.append(text.toString().replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        escaped(out, literal.append('}').toString());
    }

    private static void escaped(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
    }
}
