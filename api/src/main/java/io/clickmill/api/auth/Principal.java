package io.clickmill.api.auth;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks, by a key, and what the key may do.
 *
 * @param keyId tells keys apart: the digest in hexadecimal digits, which opens nothing
 * @param accountIds at least one; whose data the key opens
 * @param scopes words of what it may do; {@code *} is everything
 * @param plan what some dialects ask for
 * @param limit of requests to each dialect; empty if that of the dialect counts
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
