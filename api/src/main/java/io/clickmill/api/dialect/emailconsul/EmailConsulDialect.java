package io.clickmill.api.dialect.emailconsul;

import io.clickmill.api.auth.Decision;
import io.clickmill.api.auth.Limit;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.Dialect;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.Failure.Kind;
import io.clickmill.api.http.PresentedKey;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.http.RateLimitHeaders;
import io.clickmill.api.http.Services;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;

/**
 * The dialect of EmailConsul: {@code GET /tracking/link/stats/aggregated} and {@code GET
 * /tracking/link/stats/timeseries}, also under {@code /api/v1.0}.
 *
 * <p>A key needs scope {@link #SCOPE} and has to open exactly one account, as the vendor's requests name none. It is
 * given as {@code X-API-Key}, or else as {@code Authorization: Bearer}.
 */
public final class EmailConsulDialect extends Dialect {
    private static final String NAME = "emailconsul";

    /** The scope that a key needs. */
    public static final String SCOPE = "tracking:read";

    /** The prefixes of the paths. The vendor's page has none, the vendor's server has one. */
    private static final List<String> PREFIXES = List.of("", "/api/v1.0");

    public EmailConsulDialect() {
        super(NAME, List.of(SCOPE), Errors::render);
    }

    @Override
    public void register(RoutesConfig routes, Services services) {
        for (String prefix : PREFIXES) {
            routes.get(prefix + "/tracking/link/stats/aggregated", answering(context -> aggregated(context, services)));
            routes.get(prefix + "/tracking/link/stats/timeseries", answering(context -> timeseries(context, services)));
        }
    }

    @Override
    public Optional<String> unrouted(HttpStatus status, String path) {
        return path.startsWith("/tracking/") || path.startsWith("/api/v1.0/")
                ? Optional.of(Errors.error(status, status.getMessage(), path).body())
                : Optional.empty();
    }

    private static String aggregated(Context context, Services services) {
        String accountId = account(context, services);
        Request request = Request.aggregated(QueryParameters.of(context), accountId);
        return Response.aggregated(request, read(context, services, request));
    }

    private static String timeseries(Context context, Services services) {
        String accountId = account(context, services);
        Request request = Request.timeseries(QueryParameters.of(context), accountId);
        return Response.timeseries(request, read(context, services, request));
    }

    private static StatsResult read(Context context, Services services, Request request) {
        StatsResult result;
        try {
            result = services.stats().read(request.query());
        } catch (QueryException e) {
            if (request.query().isPage() || !e.error().isTooMuch()) {
                throw e;
            }
            // The engine's error names parameters of /v1/stats, so it is replaced.
            throw new QueryException(QueryError.invalid(
                    "group",
                    request.group().map(Group::word).orElse(""),
                    "at most " + StatsQuery.MAX_LIMIT + " entries; a shorter period or a filter gives fewer"));
        }
        context.header(PLAN_HEADER, result.plan().toString());
        return result;
    }

    private static String account(Context context, Services services) {
        String presented = PresentedKey.header(context, "X-API-Key")
                .or(() -> PresentedKey.bearer(context))
                .orElseThrow(() -> new Failure(Kind.UNAUTHORIZED, "no API key (expected: header X-API-Key)"));
        Principal principal = PresentedKey.owner(services, presented, "the API key has expired", "unknown API key");
        // The vendor documents no limit.
        Decision decision = services.limits().take(principal, NAME, Limit.NONE, 1);
        RateLimitHeaders.write(context, decision);
        if (!decision.allowed()) {
            throw new Failure(Kind.OVER_LIMIT, decision.text());
        }
        if (!principal.allows(SCOPE)) {
            throw new Failure(Kind.FORBIDDEN, "the API key lacks the scope " + SCOPE);
        }
        if (principal.accountIds().size() != 1) {
            throw new Failure(Kind.FORBIDDEN, "the API key opens several accounts (expected: a key of one account)");
        }
        return principal.accountIds().get(0);
    }
}
