package io.clickmill.api.stats;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.auth.KeyScopes;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.NativeKeys;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.Services;
import io.clickmill.api.query.AccountStatus;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Progress;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/status}: how far the events of an account are counted. Needs the scope {@code stats:read}. With the scope
 * {@code status:read} the answer also has the balance of the whole system, which is about all accounts.
 */
public final class StatusRoutes implements Routes {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.get("/v1/status", context -> answer(context, services));
    }

    private static void answer(Context context, Services services) throws Exception {
        Principal principal = NativeKeys.requireReader(context, services, StatsRoutes.SCOPE);
        String accountId = NativeKeys.account(principal, context.queryParam("account_id"));
        AccountStatus status = services.status().read(accountId);
        Optional<TimeRange> span = Optional.ofNullable(
                services.accounts().spans(List.of(accountId)).get(accountId));
        ObjectNode json = JSON.createObjectNode()
                .put("now", services.clock().instant().toString())
                .put("account_id", accountId)
                .put("first", span.map(range -> instant(range.from())).orElse(null))
                .put("last", span.map(range -> instant(range.to() - 1)).orElse(null))
                .put("progress", text(status, Progress::progress))
                .put("published_at", text(status, Progress::publishedAt));
        json.putObject("late").put("count", status.lateEvents()).put("exact", status.isLateExact());
        ArrayNode gaps = json.putArray("gaps");
        status.gaps().forEach(day -> gaps.add(day.toString()));
        if (principal.allows(KeyScopes.STATUS_READ)) {
            json.set("balance", balance(status.progress().orElse(Progress.NONE)));
        }
        context.contentType("application/json").result(JSON.writeValueAsBytes(json));
    }

    private static ObjectNode balance(Progress progress) {
        ObjectNode json = JSON.createObjectNode()
                .put("received", progress.received())
                .put("logged", progress.logged())
                .put("duplicates", progress.duplicates())
                .put("rejected", progress.rejected());
        ObjectNode reasons = json.putObject("rejected_by_reason");
        progress.rejectedByReason().forEach(reasons::put);
        return json.put("exact", progress.isExact());
    }

    private static @Nullable String text(AccountStatus status, Function<Progress, Instant> time) {
        return status.progress().map(time).map(Instant::toString).orElse(null);
    }

    private static String instant(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }
}
