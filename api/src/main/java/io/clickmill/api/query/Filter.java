package io.clickmill.api.query;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Keeps the events whose value of a field is one of the given ones, or the events whose value is not. Values are
 * compared as {@link Match} says, by default exactly. The empty string is the value of events where the field is
 * unknown. A long value is also compared cut, as groups have it, so that the key of a group selects the events of that
 * group.
 *
 * <p>An event may have several values of {@link Field#PARAMS} (written {@code name=value}), {@link Field#TAG} and
 * {@link Field#BOT_REASON}. It is
 * included, or excluded, if any of them is given.
 *
 * @param exclude true to keep the events with none of the values
 * @param values at least one, at most {@link #MAX_VALUES}
 */
public record Filter(Field field, boolean exclude, List<String> values, Match match) {
    /** The maximum number of values. */
    public static final int MAX_VALUES = 1_000;

    /**
     * Drops values that are given twice, and checks the rest.
     *
     * @throws QueryException if there is no value, there are too many, or one has a character that PostgreSQL cannot
     *     store
     */
    public Filter {
        values = values.stream().map(match::wanted).distinct().toList();
        if (values.isEmpty() || values.size() > MAX_VALUES) {
            throw new QueryException(
                    QueryError.invalid(field.word(), values.size() + " values", "1.." + MAX_VALUES + " values"));
        }
        values.forEach(value -> Text.require(field.word(), value));
    }

    /** Compares values as they are. */
    public Filter(Field field, boolean exclude, List<String> values) {
        this(field, exclude, values, Match.EXACT);
    }

    /** Keeps the events with one of the values. */
    public static Filter include(Field field, String... values) {
        return new Filter(field, false, List.of(values));
    }

    /** Keeps the events with none of the values. */
    public static Filter exclude(Field field, String... values) {
        return new Filter(field, true, List.of(values));
    }

    /** The values that groups may have in place of longer ones. */
    public List<String> cutValues() {
        return values.stream().filter(field::mayBeCut).toList();
    }

    /** A test whether an event with one value is kept. It is quick however many values the filter has. */
    public Predicate<String> keeps() {
        Set<String> known = Set.copyOf(values);
        return value -> match.forms(value).stream().anyMatch(known::contains) != exclude;
    }
}
