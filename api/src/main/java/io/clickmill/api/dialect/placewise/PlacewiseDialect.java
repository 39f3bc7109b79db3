package io.clickmill.api.dialect.placewise;

import io.clickmill.api.dialect.placewise.Keys.Caller;
import io.clickmill.api.http.Dialect;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.Services;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The dialect of Placewise: {@code POST /v1/reporting/query} with reports {@code sendings_links_stats}, {@code
 * sendings_links} and {@code links_visits_history}.
 */
public final class PlacewiseDialect extends Dialect {
    public PlacewiseDialect() {
        super(Keys.DIALECT, permits(), Errors::render);
    }

    private static List<String> permits() {
        return Stream.concat(
                        Stream.of(Keys.QUERY_PERMIT),
                        Arrays.stream(Report.values()).map(Report::permit))
                .toList();
    }

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.post("/v1/reporting/query", answering(context -> query(context, services)));
        routes.post("/v1/reporting/*", answering(context -> unsupported(context, services)));
    }

    @Override
    public Optional<String> unrouted(HttpStatus status, String path) {
        return path.startsWith("/v1/reporting/")
                ? Optional.of(
                        Errors.error(status.getCode(), status.getMessage()).body())
                : Optional.empty();
    }

    private static String query(Context context, Services services) {
        Keys keys = new Keys(context, services);
        Caller caller = keys.caller();
        return Body.answer(context, services.bodies(), body -> query(context, services, keys, caller, body));
    }

    private static String query(Context context, Services services, Keys keys, Caller caller, Body body) {
        Report report = Report.of(body);
        keys.charge(caller, report, report.cost() + FilterLanguage.cost(body));
        return switch (report) {
            case SENDINGS_LINKS_STATS, SENDINGS_LINKS ->
                records(context, services, RecordsRequest.parse(body, report, caller.customers()));
            case LINKS_VISITS_HISTORY ->
                timeseries(
                        context,
                        services,
                        HistoryRequest.parse(body, report, caller.customers().clubs()));
        };
    }

    private static String records(Context context, Services services, RecordsRequest request) {
        Sendings.Page page = Sendings.read(services.stats(), services.accounts(), request);
        context.header(PLAN_HEADER, page.plan().toString());
        return Response.records(request, page);
    }

    private static String timeseries(Context context, Services services, HistoryRequest request) {
        History.Answer answer = History.read(services.stats(), request);
        context.header(PLAN_HEADER, answer.plan().toString());
        return Response.timeseries(request, answer);
    }

    private static String unsupported(Context context, Services services) {
        new Keys(context, services).caller();
        throw new Failure(
                Failure.Kind.NOT_FOUND,
                "There are no metadata, exports and tenants: only /v1/reporting/query is known");
    }
}
