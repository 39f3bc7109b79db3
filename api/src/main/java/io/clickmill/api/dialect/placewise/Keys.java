package io.clickmill.api.dialect.placewise;

import io.clickmill.api.auth.Decision;
import io.clickmill.api.auth.Limit;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.Failure.Kind;
import io.clickmill.api.http.PresentedKey;
import io.clickmill.api.http.Services;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;

/**
 * Checks headers and keys in the vendor's order: missing headers, the key, invalid headers, the general permit. Once
 * the report is known, its permit and the rate limit are checked. Answers to a known key have the headers of the rate
 * limit.
 */
final class Keys {
    static final String DIALECT = "placewise";

    /** The general permit for queries. The permit of the report is needed in addition. */
    static final String QUERY_PERMIT = "Reporting:Api:Query";

    /** 100 tokens; one comes back each second. */
    private static final Limit LIMIT = new Limit(100, Duration.ofSeconds(100));

    private final Context context;
    private final Services services;

    Keys(Context context, Services services) {
        this.context = context;
        this.services = services;
    }

    /** Who asks, and about which accounts. */
    record Caller(Principal principal, Customers customers) {}

    /**
     * Reads headers and key.
     *
     * @throws Failure for the first check that fails
     */
    Caller caller() {
        Headers headers = Headers.of(context);
        Principal principal = principal(headers);
        Decision uncharged = services.limits().look(principal, DIALECT, LIMIT);
        tell(uncharged, 0, List.of());
        Customers customers = headers.customers(principal, services.accounts());
        tell(uncharged, 0, customers.clubs());
        require(principal, QUERY_PERMIT);
        return new Caller(principal, customers);
    }

    /**
     * Checks that a caller may have a report, and charges the caller for it.
     *
     * @param cost in tokens
     * @throws Failure if the caller lacks the permit, or is over the limit
     */
    void charge(Caller caller, Report report, int cost) {
        require(caller.principal(), report.permit());
        Decision decision = services.limits().take(caller.principal(), DIALECT, LIMIT, cost);
        tell(decision, cost, caller.customers().clubs());
        if (!decision.allowed()) {
            context.header("Retry-After", Long.toString(decision.retryAfter()));
            throw new Failure(Kind.OVER_LIMIT, decision.text());
        }
    }

    private Principal principal(Headers headers) {
        String key = headers.key().orElseThrow(() -> new Failure(Kind.UNAUTHORIZED, "The key is not a bearer token"));
        return PresentedKey.owner(services, key, "The key has expired", "The key is unknown");
    }

    private static void require(Principal principal, String permit) {
        if (!principal.allows(permit)) {
            throw new Failure(Kind.FORBIDDEN, "The key lacks the permit " + permit);
        }
    }

    /** Sets the headers of the rate limit. A key without a limit gets the cost only. */
    private void tell(Decision decision, int cost, List<Club> clubs) {
        context.header("ratelimit-cost", Integer.toString(cost));
        if (decision.isLimited()) {
            context.header("ratelimit-bucket", clubs.size() > 1 ? "organization:reporting" : "customer:reporting")
                    .header("ratelimit-remaining", Long.toString(decision.remaining()));
        }
    }
}
