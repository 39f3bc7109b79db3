package io.clickmill.api.stats;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.NativeKeys;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.Services;
import io.clickmill.api.query.TimeRange;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** {@code GET /v1/me}: what the request's key opens, and the server's time. Needs the scope {@code stats:read}. */
public final class MeRoutes implements Routes {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.get("/v1/me", context -> answer(context, services));
    }

    private static void answer(Context context, Services services) throws Exception {
        Principal principal = NativeKeys.requireReader(context, services, StatsRoutes.SCOPE);
        Map<String, TimeRange> spans = services.accounts().spans(principal.accountIds());
        ObjectNode json = JSON.createObjectNode()
                .put("now", services.clock().instant().toString())
                .put(
                        "version",
                        Optional.ofNullable(MeRoutes.class.getPackage().getImplementationVersion())
                                .orElse("development"));
        ArrayNode accounts = json.putArray("accounts");
        for (String accountId : principal.accountIds()) {
            Optional<TimeRange> span = Optional.ofNullable(spans.get(accountId));
            accounts.addObject()
                    .put("id", accountId)
                    .put("currency", services.eventRules().currencies().of(accountId))
                    .put("first", span.map(range -> instant(range.from())).orElse(null))
                    .put("last", span.map(range -> instant(range.to() - 1)).orElse(null));
        }
        ArrayNode scopes = json.putArray("scopes");
        principal.scopes().stream().sorted().forEach(scopes::add);
        context.contentType("application/json").result(JSON.writeValueAsBytes(json));
    }

    private static String instant(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }
}
