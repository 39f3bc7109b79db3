package io.clickmill.api.query;

import io.clickmill.api.query.StatsResult.Row;
import java.util.List;
import java.util.Locale;

/**
 * Which rows an answer has. By default these are all rows with a metric that is not zero. All counts are known before
 * rows are chosen, so a choice changes no number.
 *
 * @param fill whether a series has a row for every step, of zeros where nothing was counted. With groups, each group
 *     that has a row gets all steps
 * @param search keeps the groups that have this text in one of their values, whatever the case of its letters; all if
 *     it is empty
 * @param having a row has to meet all of these
 */
public record RowChoice(boolean fill, String search, List<Having> having) {
    /** All rows with a metric that is not zero. */
    public static final RowChoice NON_ZERO = new RowChoice(false, "", List.of());

    /**
     * Checks the text.
     *
     * @throws QueryException if it has a character that no value has
     */
    public RowChoice {
        Text.require("search", search);
        having = List.copyOf(having);
    }

    /** Whether the values of a group have the text that is searched for. */
    public boolean finds(List<String> group) {
        return search.isEmpty()
                || group.stream().anyMatch(value -> folded(value).contains(folded(search)));
    }

    /** Letters that differ in case alone become one: first the capital letters, because some letters share one. */
    private static String folded(String text) {
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** Whether a row meets all conditions on its metrics. */
    public boolean keeps(Row row) {
        return having.stream().allMatch(condition -> condition.holds(row));
    }
}
