package io.clickmill.api.http;

import io.clickmill.api.auth.KeyCheck;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.Failure.Kind;
import io.javalin.http.Context;
import java.util.Optional;

/**
 * Reads the key from the places of a request. Each group of routes decides which places it uses, and in which order.
 */
public final class PresentedKey {
    private static final String BEARER = "Bearer ";

    private PresentedKey() {}

    /**
     * Returns the owner of a key.
     *
     * @param expired the text of the failure if the key has expired
     * @param unknown the text of the failure if the key does not exist or was revoked
     * @throws Failure of kind {@link Kind#UNAUTHORIZED}
     */
    public static Principal owner(Services services, String key, String expired, String unknown) {
        return owner(services.keys().check(key), expired, unknown);
    }

    /** The same for a key that was checked. */
    static Principal owner(KeyCheck check, String expired, String unknown) {
        if (check instanceof KeyCheck.Granted granted) {
            return granted.principal();
        }
        throw new Failure(Kind.UNAUTHORIZED, check instanceof KeyCheck.Expired ? expired : unknown);
    }

    /**
     * The key of {@code Authorization: Bearer cm_…}, the scheme in any case; empty without the header or this scheme.
     */
    public static Optional<String> bearer(Context context) {
        return header(context, "Authorization")
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip());
    }

    /** The value of a header; empty without the header. */
    public static Optional<String> header(Context context, String name) {
        return Optional.ofNullable(context.header(name)).map(String::strip);
    }

    /** The first value of a parameter in the query string; empty without the parameter. */
    public static Optional<String> query(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).map(String::strip);
    }
}
