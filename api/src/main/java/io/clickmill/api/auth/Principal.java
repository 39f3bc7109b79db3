package io.clickmill.api.auth;

import java.util.List;
import java.util.Set;

/**
 * What a key may do.
 *
 * @param accountIds at least one; whose data the key opens
 * @param scopes words of what it may do; {@code *} is everything
 * @param plan what some dialects ask for
 */
public record Principal(List<String> accountIds, Set<String> scopes, Plan plan) {
    /** The scope that allows everything. */
    public static final String EVERYTHING = "*";

    public Principal {
        accountIds = List.copyOf(accountIds);
        scopes = Set.copyOf(scopes);
    }

    /** Whether the key has the scope. */
    public boolean allows(String scope) {
        return scopes.contains(scope) || scopes.contains(EVERYTHING);
    }
}
