package io.clickmill.api.dialect.constantcontact;

import io.clickmill.api.auth.Decision;
import io.clickmill.api.auth.Limit;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.Failure.Kind;
import io.clickmill.api.http.PresentedKey;
import io.clickmill.api.http.Services;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Checks keys. The vendor requires an application's key in the query and a user's token in the header. Here the same
 * key serves as both.
 */
final class Keys {
    static final String DIALECT = "constantcontact";

    /** The scope for the tracking of campaigns. */
    static final String SCOPE = "contacts:read";

    static final String API_KEY = "api_key";

    /** The vendor's limit. */
    private static final Limit LIMIT = Limit.perSecond(4);

    private Keys() {}

    /**
     * The account that a request is about.
     *
     * @throws Failure for the first check that fails
     */
    static String account(Context context, Services services) {
        Principal principal = principal(context, services);
        Decision decision = services.limits().take(principal, DIALECT, LIMIT, 1);
        if (!principal.allows(SCOPE)) {
            throw new Failure(Kind.FORBIDDEN, "The key lacks the privilege " + SCOPE + ".");
        }
        if (principal.accountIds().size() != 1) {
            throw new Failure(Kind.FORBIDDEN, "The key opens several accounts; it must open one.");
        }
        if (!decision.allowed()) {
            context.header("Retry-After", Long.toString(decision.retryAfter()));
            throw new Failure(Kind.OVER_LIMIT, decision.text());
        }
        return principal.accountIds().get(0);
    }

    private static Principal principal(Context context, Services services) {
        String apiKey = PresentedKey.query(context, API_KEY)
                .orElseThrow(() -> new Failure(Kind.UNAUTHORIZED, "The query parameter 'api_key' is missing."));
        String token = PresentedKey.bearer(context)
                .orElseThrow(() -> new Failure(
                        Kind.UNAUTHORIZED, "The header 'Authorization: Bearer' with an access token is missing."));
        if (!MessageDigest.isEqual(apiKey.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
            throw new Failure(Kind.UNAUTHORIZED, "The API key and the access token must be the same key.");
        }
        return PresentedKey.owner(services, apiKey, "The key has expired.", "The key is unknown.");
    }
}
