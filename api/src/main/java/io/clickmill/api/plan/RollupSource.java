package io.clickmill.api.plan;

import io.clickmill.api.query.Bots;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Match;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.Selection;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The rollup rows that hold what a query asks for.
 *
 * <p>Example: clicks of campaign {@code spring} by country are in scope {@code campaign}, id {@code spring}, dimension
 * {@code country}.
 *
 * @param scopeId empty for the account
 * @param filters what the values of the dimension have to pass; the filter on the scope itself is not among them
 */
public record RollupSource(Scope scope, String scopeId, Dimension dimension, List<Filter> filters) {
    /** The scopes, narrow ones first. In narrow scopes buckets have fewer values, so fewer of them have overflowed. */
    static final List<Scope> BY_WIDTH = List.of(Scope.LINK, Scope.CAMPAIGN, Scope.SOURCE, Scope.ACCOUNT);

    public RollupSource {
        filters = List.copyOf(filters);
    }

    /** The rollups that hold the answer; empty if only the log does. */
    static Optional<RollupSource> of(StatsQuery query) {
        boolean logOnly = query.logOnly()
                || query.selection().bots() != Bots.EXCLUDE
                || !query.selection().metadata().isEmpty();
        if (logOnly || query.selection().filters().stream().anyMatch(RollupSource::isAmbiguous)) {
            return Optional.empty();
        }
        return BY_WIDTH.stream().flatMap(scope -> of(query, scope).stream()).findFirst();
    }

    /** The field on which a filter for a single value selects an id of the scope; empty for the account. */
    public static Optional<Field> field(Scope scope) {
        return switch (scope) {
            case ACCOUNT -> Optional.empty();
            case CAMPAIGN -> Optional.of(Field.CAMPAIGN);
            case LINK -> Optional.of(Field.LINK);
            case SOURCE -> Optional.of(Field.SOURCE);
        };
    }

    /** The filter that selects one id of the scope; empty if there is none, as always for the account. */
    static Optional<Filter> selecting(Selection selection, Scope scope) {
        Optional<Field> own = field(scope);
        return selection.filters().stream()
                .filter(filter -> own.equals(Optional.of(filter.field())) && selectsOne(filter))
                .findFirst();
    }

    /** The group to which a value of the dimension belongs. The value of the scope's own field is the scope's id. */
    public List<String> group(StatsQuery query, String value) {
        Optional<Field> own = field(scope);
        return query.groupBy().stream()
                .map(field -> own.equals(Optional.of(field)) ? scopeId : field.ofDimension(value))
                .toList();
    }

    /** Whether the query's filters keep a value of the dimension. */
    public Predicate<String> keeps() {
        return filters.stream().map(RollupSource::keeps).reduce(value -> true, Predicate::and);
    }

    private static Predicate<String> keeps(Filter filter) {
        Predicate<String> keeps = filter.keeps();
        return value -> keeps.test(filter.field().ofDimension(value));
    }

    private static Optional<RollupSource> of(StatsQuery query, Scope scope) {
        Optional<Field> own = field(scope);
        Optional<Filter> selecting = selecting(query.selection(), scope);
        if (own.isPresent() && selecting.isEmpty()) {
            return Optional.empty();
        }
        List<Filter> others = new ArrayList<>(query.selection().filters());
        selecting.ifPresent(others::remove);
        List<Optional<Dimension>> needed = Stream.concat(
                        query.groupBy().stream().filter(field -> !own.equals(Optional.of(field))),
                        others.stream().map(Filter::field))
                .map(Field::dimension)
                .distinct()
                .toList();
        String scopeId = selecting.map(filter -> filter.values().get(0)).orElse("");
        return dimension(needed)
                .filter(dimension -> holds(dimension, scope, query))
                .map(dimension -> new RollupSource(scope, scopeId, dimension, others));
    }

    private static Optional<Dimension> dimension(List<Optional<Dimension>> needed) {
        return switch (needed.size()) {
            case 0 -> Optional.of(Dimension.TOTAL);
            case 1 -> needed.get(0);
            default -> Optional.empty();
        };
    }

    private static boolean holds(Dimension dimension, Scope scope, StatsQuery query) {
        return dimension.isKeptFor(scope) && (!query.asks(Metric.UNIQUES) || dimension.hasUniques(scope));
    }

    private static boolean selectsOne(Filter filter) {
        return !filter.exclude()
                && filter.match() == Match.EXACT
                && filter.values().size() == 1
                && !filter.values().get(0).isEmpty()
                && filter.cutValues().isEmpty();
    }

    private static boolean isAmbiguous(Filter filter) {
        return filter.values().stream().anyMatch(Dimension::mayBeCut);
    }

    /** One line: scope, its id and the dimension, with the filters on it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("rollup ").append(scope.word());
        if (scope != Scope.ACCOUNT) {
            text.append(" '").append(scopeId).append('\'');
        }
        text.append(" by ").append(dimension.word());
        for (Filter filter : filters) {
            text.append(filter.exclude() ? " without " : " only ").append(filter.values());
        }
        return text.toString();
    }
}
