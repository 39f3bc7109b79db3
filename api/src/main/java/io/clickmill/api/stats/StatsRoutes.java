package io.clickmill.api.stats;

import io.clickmill.api.auth.KeyScopes;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.NativeKeys;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.Services;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/** {@code GET /v1/stats}: any windowed or unique count of an account; needs scope {@code stats:read}. */
public final class StatsRoutes implements Routes {
    /** What a key needs to read statistics. */
    public static final String SCOPE = KeyScopes.STATS_READ;

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.get("/v1/stats", context -> answer(context, services));
    }

    private static void answer(Context context, Services services) throws Exception {
        Principal principal = NativeKeys.require(context, services, SCOPE);
        Map<String, List<String>> parameters = QueryParameters.of(context);
        String accountId = NativeKeys.account(principal, StatsRequest.text(parameters, "account_id"));
        StatsQuery query =
                StatsRequest.parse(parameters, accountId, services.clock().instant());
        StatsResult result = services.stats().read(query);
        context.header(PLAN_HEADER, result.plan().toString())
                .contentType("application/json")
                .result(StatsResponse.write(query, result));
    }
}
