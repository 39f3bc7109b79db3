package io.clickmill.api.query;

import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.contract.Dimension;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

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
    private static final int MAX_HAVING = 10;

    /** All rows with a metric that is not zero. */
    public static final RowChoice NON_ZERO = new RowChoice(false, "", List.of());

    /**
     * Checks the text and the conditions.
     *
     * @throws QueryException if the text has a character that no value has, or is longer than values, or if there are
     *     too many conditions
     */
    public RowChoice {
        Text.require("search", search);
        QueryException.require(
                search.getBytes(StandardCharsets.UTF_8).length <= Dimension.MAX_VALUE_BYTES,
                "search",
                search.length() + " characters",
                "at most " + Dimension.MAX_VALUE_BYTES + " bytes, which no value has more of");
        QueryException.require(
                having.size() <= MAX_HAVING, "having", having.size() + " conditions", "at most " + MAX_HAVING);
        having = List.copyOf(having);
    }

    /** A test whether the values of a group have the text that is searched for. */
    public Predicate<List<String>> finds() {
        String wanted = folded(search);
        return group -> wanted.isEmpty()
                || group.stream().anyMatch(value -> folded(value).contains(wanted));
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
