package io.clickmill.api.dialect.placewise;

import io.clickmill.api.dialect.placewise.PlacewiseKeys.Caller;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.ServerErrors;
import io.clickmill.api.http.Services;
import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.QueryException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Optional;

/**
 * Placewise: {@code POST /v1/reporting/query} with reports {@code sendings_links_stats}, {@code sendings_links} and
 * {@code links_visits_history}.
 */
public final class PlacewiseDialect implements Routes {
    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.post("/v1/reporting/query", context -> answer(context, () -> query(context, services)));
        routes.post("/v1/reporting/*", context -> answer(context, () -> unsupported(context, services)));
    }

    @Override
    public Optional<String> unrouted(HttpStatus status, String path) {
        return path.startsWith("/v1/reporting/")
                ? Optional.of(PlacewiseErrors.body(status.getMessage()))
                : Optional.empty();
    }

    private interface Answer {
        /** The body; sets headers, and nothing else. */
        String get();
    }

    private static void answer(Context context, Answer answer) {
        try {
            context.contentType("application/json").result(answer.get());
        } catch (PlacewiseException e) {
            PlacewiseErrors.write(context, e);
        } catch (BusyException e) {
            PlacewiseErrors.write(context, e);
        } catch (RuntimeException e) {
            PlacewiseErrors.write(context, e);
        } catch (Error e) {
            PlacewiseErrors.write(context, ServerErrors.fault(e));
        }
    }

    private static String query(Context context, Services services) {
        PlacewiseKeys keys = new PlacewiseKeys(context, services);
        Caller caller = keys.caller();
        return PlacewiseBody.answer(context, services.bodies(), body -> query(context, services, keys, caller, body));
    }

    private static String query(
            Context context, Services services, PlacewiseKeys keys, Caller caller, PlacewiseBody body) {
        PlacewiseReport report = PlacewiseReport.of(body);
        keys.charge(caller, report, report.cost() + PlacewiseFilter.cost(body));
        try {
            return switch (report) {
                case SENDINGS_LINKS_STATS, SENDINGS_LINKS ->
                    records(context, services, PlacewiseRecordsRequest.parse(body, report, caller.customers()));
                case LINKS_VISITS_HISTORY ->
                    timeseries(
                            context,
                            services,
                            PlacewiseHistoryRequest.parse(
                                    body, report, caller.customers().clubs()));
            };
        } catch (QueryException e) {
            if (!e.error().isTooMuch()) {
                throw e;
            }
            body.details().at("report").invalid(e.error().expected());
            throw body.details().exception();
        }
    }

    private static String records(Context context, Services services, PlacewiseRecordsRequest request) {
        PlacewiseSendings.Page page = PlacewiseSendings.read(services.stats(), services.accounts(), request);
        context.header(PLAN_HEADER, page.plan().toString());
        return PlacewiseResponse.records(request, page);
    }

    private static String timeseries(Context context, Services services, PlacewiseHistoryRequest request) {
        PlacewiseHistory.Answer answer = PlacewiseHistory.read(services.stats(), request);
        context.header(PLAN_HEADER, answer.plan().toString());
        return PlacewiseResponse.timeseries(request, answer);
    }

    private static String unsupported(Context context, Services services) {
        new PlacewiseKeys(context, services).caller();
        throw PlacewiseException.notFound(
                "There are no metadata, exports and tenants: only /v1/reporting/query is known");
    }
}
