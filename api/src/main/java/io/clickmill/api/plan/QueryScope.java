package io.clickmill.api.plan;

import io.clickmill.api.query.Selection;
import io.clickmill.contract.Scope;

/**
 * Whose events a query asks about: those of the link, campaign or source that a filter selects, or all of the account.
 *
 * <p>Example: with the filters {@code campaign=spring} and {@code country=GB}, scope {@code campaign}, id {@code
 * spring}.
 *
 * @param id empty for the account
 */
public record QueryScope(Scope scope, String id) {
    /** The narrowest scope that the filters select. */
    public static QueryScope of(Selection selection) {
        return RollupSource.BY_WIDTH.stream()
                .flatMap(scope -> RollupSource.selecting(selection, scope).stream()
                        .map(filter -> new QueryScope(scope, filter.values().get(0))))
                .findFirst()
                .orElse(new QueryScope(Scope.ACCOUNT, ""));
    }
}
