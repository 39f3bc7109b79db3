package io.clickmill.api.stats;

import io.clickmill.api.auth.KeyScopes;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.AcceptHeader;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.NativeKeys;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.Services;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.StatsResult;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;

/** {@code GET /v1/stats}: all counts of an account, over time and by group. Needs the scope {@code stats:read}. */
public final class StatsRoutes implements Routes {
    /** The scope that a key needs to read statistics. */
    public static final String SCOPE = KeyScopes.STATS_READ;

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.get("/v1/stats", context -> answer(context, services));
    }

    private static void answer(Context context, Services services) throws Exception {
        Principal principal = NativeKeys.requireReader(context, services, SCOPE);
        Form form = form(context);
        QueryParameters parameters = QueryParameters.of(context);
        String accountId =
                NativeKeys.account(principal, parameters.first("account_id").orElse(null));
        StatsRequest.Question question =
                StatsRequest.parse(parameters, accountId, services.clock().instant());
        StatsResult result = services.stats().read(question.query());
        context.header(PLAN_HEADER, result.plan().toString());
        if (form == Form.CSV) {
            context.header(StatsCsv.TOTAL_HEADER, Long.toString(result.total()))
                    .contentType(StatsCsv.CONTENT_TYPE)
                    .result(StatsCsv.write(question, result));
            return;
        }
        context.contentType("application/json")
                .result(StatsResponse.write(question, result, links(services, question, result)));
    }

    /** What is known of the links of an answer's rows, if the question includes it. */
    private static Map<String, Link> links(Services services, StatsRequest.Question question, StatsResult result) {
        if (!question.includesLinks()) {
            return Map.of();
        }
        return services.links().byIds(question.query().accountId(), result.values(question.query(), Field.LINK));
    }

    /** The forms of an answer. */
    private enum Form {
        JSON,
        CSV
    }

    /** The form that the client accepts. It gets CSV only if it names CSV and does not name JSON. */
    private static Form form(Context context) {
        boolean csv = AcceptHeader.names(context, StatsCsv.MEDIA_TYPE);
        if (csv && !AcceptHeader.names(context, "application/json")) {
            return Form.CSV;
        }
        if (!AcceptHeader.allowsJson(context).orElse(true)) {
            throw new Failure(
                    Failure.Kind.NOT_ACCEPTABLE,
                    "Accept: " + context.header("Accept") + " (expected: application/json or text/csv)");
        }
        return Form.JSON;
    }
}
