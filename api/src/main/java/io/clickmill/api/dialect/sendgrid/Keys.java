package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.auth.Decision;
import io.clickmill.api.auth.Limit;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.Failure.Kind;
import io.clickmill.api.http.PresentedKey;
import io.clickmill.api.http.RateLimitHeaders;
import io.clickmill.api.http.Services;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** Checks the header, the key, its scope, its account and its rate limit, in this order. */
final class Keys {
    static final String DIALECT = "sendgrid";

    /** The scope for statistics. */
    static final String SCOPE = "stats.read";

    /** The limit that clients of the vendor have observed. */
    private static final Limit LIMIT = Limit.perMinute(600);

    private static final String INVALID_GRANT = "The provided authorization grant is invalid, expired, or revoked";

    private Keys() {}

    /**
     * The account that a request is about; sets the headers of the rate limit.
     *
     * @throws Failure for the first check that fails
     */
    static String account(Context context, Services services) {
        if (context.header("Authorization") == null) {
            throw new Failure(Kind.UNAUTHORIZED, "authorization required");
        }
        String key = PresentedKey.bearer(context).orElse("");
        Principal principal = PresentedKey.owner(services, key, INVALID_GRANT, INVALID_GRANT);
        Decision decision = services.limits().take(principal, DIALECT, LIMIT, 1);
        RateLimitHeaders.write(context, decision);
        if (!principal.allows(SCOPE)) {
            throw forbidden();
        }
        String accountId = account(principal, PresentedKey.header(context, "on-behalf-of"));
        if (!decision.allowed()) {
            throw new Failure(Kind.OVER_LIMIT, decision.text());
        }
        return accountId;
    }

    /** The account that the vendor's header for subusers names, or the only one of the key. */
    private static String account(Principal principal, Optional<String> named) {
        List<String> accountIds = principal.accountIds();
        if (named.isEmpty() && accountIds.size() == 1) {
            return accountIds.get(0);
        }
        return named.filter(accountIds::contains).orElseThrow(Keys::forbidden);
    }

    private static Failure forbidden() {
        return new Failure(Kind.FORBIDDEN, "access forbidden");
    }
}
