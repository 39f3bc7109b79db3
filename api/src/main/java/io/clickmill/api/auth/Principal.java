package io.clickmill.api.auth;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The owner of a request's key, and what the key allows.
 *
 * @param keyId identifies the key: its digest in hexadecimal digits, which gives no access
 * @param accountIds the accounts whose data the key opens; at least one
 * @param scopes what the key allows; {@code *} allows everything
 * @param plan the plan, on which some dialects depend
 * @param limit the key's own limit of requests to each dialect; empty if the dialect's limit applies
 */
public record Principal(String keyId, List<String> accountIds, Set<String> scopes, Plan plan, Optional<Limit> limit) {
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
