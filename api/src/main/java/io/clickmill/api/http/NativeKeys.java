package io.clickmill.api.http;

import io.clickmill.api.auth.Decision;
import io.clickmill.api.auth.Limit;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.Failure.Kind;
import io.clickmill.api.query.QueryError;
import io.javalin.http.Context;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks the keys of the native endpoints, given as {@code Authorization: Bearer cm_…} or {@code X-API-Key: cm_…}. A
 * request gets 401 without a valid key, 429 over the key's limit, and 403 if the key does not allow it.
 */
public final class NativeKeys {
    /** The name under which rate limits count requests to the native endpoints. */
    public static final String DIALECT = "native";

    /** The name under which rate limits count requests of pages. */
    public static final String PAGE = "dashboard";

    private NativeKeys() {}

    /**
     * Returns the owner of the request's key, and counts the request against the key's limit if it has one.
     *
     * @param scope the scope that the request needs
     * @throws Failure 401, 429 or 403
     */
    public static Principal require(Context context, Services services, String scope) {
        String key = key(context).orElseThrow(NativeKeys::none);
        return require(context, services, DIALECT, owner(services, key), scope);
    }

    /**
     * Like {@link #require}, for requests that only read: they may come from a page whose reader has signed in, too. A
     * key takes precedence over the session. Requests of pages are counted apart, so that a page that is open does not
     * use up the limit of programs.
     */
    public static Principal requireReader(Context context, Services services, String scope) {
        Optional<String> key = key(context);
        if (key.isPresent()) {
            return require(context, services, DIALECT, owner(services, key.get()), scope);
        }
        Principal reader = SessionCookie.reader(context, services).orElseThrow(NativeKeys::none);
        return require(context, services, PAGE, reader, scope);
    }

    private static Optional<String> key(Context context) {
        return PresentedKey.bearer(context).or(() -> PresentedKey.header(context, "X-API-Key"));
    }

    private static Failure none() {
        return new Failure(Kind.UNAUTHORIZED, "no API key (expected: Authorization: Bearer cm_...)");
    }

    private static Principal owner(Services services, String key) {
        return PresentedKey.owner(services, key, "the API key has expired", "unknown API key");
    }

    private static Principal require(
            Context context, Services services, String dialect, Principal principal, String scope) {
        requireAllowed(context, services.limits().take(principal, dialect, Limit.NONE, 1));
        if (!principal.allows(scope)) {
            throw new Failure(Kind.FORBIDDEN, "the API key lacks the scope " + scope);
        }
        return principal;
    }

    /**
     * Counts a request that asks several questions as that many requests.
     *
     * @param questions at least 1
     * @throws Failure 429 if other requests have taken more than was left meanwhile
     */
    public static void charge(Context context, Services services, Principal principal, int questions) {
        String dialect = key(context).isPresent() ? DIALECT : PAGE;
        requireAllowed(context, services.limits().charge(principal, dialect, Limit.NONE, questions - 1));
    }

    private static void requireAllowed(Context context, Decision decision) {
        RateLimitHeaders.write(context, decision);
        if (!decision.allowed()) {
            throw new Failure(Kind.OVER_LIMIT, decision.text());
        }
    }

    /**
     * Returns the account of a request: the given one, or the only one that the key opens.
     *
     * @throws Failure 403 if the key does not open the account, 400 if no account is given and the key opens several
     */
    public static String account(Principal principal, @Nullable String accountId) {
        if (accountId != null) {
            if (!principal.accountIds().contains(accountId)) {
                throw new Failure(Kind.FORBIDDEN, "the API key does not open account " + accountId);
            }
            return accountId;
        }
        if (principal.accountIds().size() > 1) {
            throw Failure.invalid(QueryError.missing("account_id", "one of the accounts that the API key opens"));
        }
        return principal.accountIds().get(0);
    }
}
