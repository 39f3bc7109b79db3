package io.clickmill.api.stats;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of a filter in {@code GET /v1/stats}: values separated by commas. A minus at the start excludes them. A
 * backslash makes the comma, minus or backslash after it part of the value, so that a filter can express every value.
 *
 * <p>Examples: {@code GB,FR} is two values, {@code -GB,FR} leaves both out, {@code Washington\, D.C.} is one value, and
 * {@code \-neg} keeps the value {@code -neg}.
 */
final class FilterText {
    private static final String EXPECTED = "a backslash only before a comma, a minus or a backslash";

    private FilterText() {}

    /**
     * Parses the text of a field's parameter.
     *
     * @throws QueryException if a backslash is at the end, or before any other character
     */
    static Filter parse(Field field, String text) {
        boolean exclude = text.startsWith("-");
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        for (int i = exclude ? 1 : 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',') {
                values.add(value.toString());
                value.setLength(0);
            } else if (c == '\\') {
                i++;
                if (i == text.length() || ",-\\".indexOf(text.charAt(i)) < 0) {
                    throw new QueryException(QueryError.invalid(field.word(), text, EXPECTED));
                }
                value.append(text.charAt(i));
            } else {
                value.append(c);
            }
        }
        values.add(value.toString());
        return new Filter(field, exclude, values);
    }
}
