package io.clickmill.api.stats;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of a filter in {@code GET /v1/stats}: values separated by commas, after a minus if they are to be left out. A
 * backslash before a comma, a minus or a backslash makes that character one of the value, so that every value that an
 * answer can have can be asked for.
 *
 * <p>Examples: {@code GB,FR} is two values, {@code -GB,FR} leaves both out, {@code Washington\, D.C.} is one value, and
 * {@code \-neg} keeps the value {@code -neg}.
 */
final class FilterText {
    private static final String EXPECTED = "a backslash only before a comma, a minus or a backslash";

    private FilterText() {}

    /**
     * The filter that the text of a field's parameter is.
     *
     * @throws QueryException if there is a backslash before anything else, or at the end
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
