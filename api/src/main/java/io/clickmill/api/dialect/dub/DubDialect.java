package io.clickmill.api.dialect.dub;

import io.clickmill.api.dialect.dub.DubAnalyticsResponse.Known;
import io.clickmill.api.dialect.dub.DubKeys.Endpoint;
import io.clickmill.api.http.Dialect;
import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.Services;
import io.clickmill.api.publish.ClickPublisher;
import io.clickmill.api.query.EventsResult;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.TimeRange;
import io.clickmill.api.track.EventStream;
import io.clickmill.api.track.KnownCustomers;
import io.clickmill.api.track.TrackClicks;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Dub: {@code GET /events}, {@code GET /analytics}, and {@code POST /track/click}, {@code /track/lead} and
 * {@code /track/sale}.
 */
public final class DubDialect implements Dialect {
    /** All of the vendor's resources: its clients tell those that are not here by the vendor's form of a 404. */
    private static final Pattern PATHS = Pattern.compile("/(?:analytics|bounties|commissions|customers|discount-codes"
            + "|domains|events|folders|links|partners|payouts|qr|tags|tokens|track|workspaces)(?:/.*)?");

    private final Optional<ClickPublisher> publisher;

    /** Without a publisher statistics are answered, and nothing can be tracked. */
    public DubDialect(Optional<ClickPublisher> publisher) {
        this.publisher = publisher;
    }

    @Override
    public String name() {
        return DubKeys.DIALECT;
    }

    @Override
    public List<String> scopes() {
        return DubKeys.SCOPES;
    }

    @Override
    public void register(RoutesConfig routes, Services services) {
        EventStream stream = new EventStream(services.clock(), services.eventRules(), publisher);
        TrackClicks clicks = new TrackClicks(stream);
        KnownCustomers customers = new KnownCustomers(services.conversions(), stream);
        DubLeads leads = new DubLeads(services.conversions(), services.links(), customers, stream);
        DubSales sales =
                new DubSales(services.conversions(), services.eventRules().currencies(), customers, stream);
        routes.get("/events", answering(context -> events(context, services)));
        routes.get("/analytics", answering(context -> analytics(context, services)));
        routes.post("/track/lead", answering(context -> {
            String accountId = DubKeys.account(context, services, Endpoint.TRACK);
            return DubBody.answer(
                    context, services.bodies(), body -> leads.track(accountId, DubLeadRequest.parse(body)));
        }));
        routes.post("/track/sale", answering(context -> {
            String accountId = DubKeys.account(context, services, Endpoint.TRACK);
            return DubBody.answer(
                    context, services.bodies(), body -> sales.track(accountId, DubSaleRequest.parse(body)));
        }));
        routes.post("/track/click", answering(context -> {
            allowAnyOrigin(context);
            // A browser has no key; a server may name its account by one.
            Optional<String> accountId = context.header("Authorization") == null
                    ? DubKeys.nobody(context, services)
                    : Optional.of(DubKeys.account(context, services, Endpoint.TRACK));
            return DubBody.answer(context, services.bodies(), body -> DubClickRequest.parse(context, body)
                    .track(accountId, services.links(), clicks));
        }));
        routes.options("/track/click", context -> {
            allowAnyOrigin(context);
            context.status(204);
        });
    }

    @Override
    public Optional<String> unrouted(HttpStatus status, String path) {
        return PATHS.matcher(path).matches() ? Optional.of(DubErrors.unrouted(status, path)) : Optional.empty();
    }

    @Override
    public ErrorAnswer render(Failure failure) {
        return DubErrors.render(failure);
    }

    private static String events(Context context, Services services) {
        String accountId = DubKeys.account(context, services, Endpoint.EVENTS);
        DubEventsRequest request = DubEventsRequest.parse(
                DubParameters.of(context), services.clock().instant());
        if (request.question().isEmpty()) {
            return "[]";
        }
        EventsResult result = services.events().read(request.query(accountId, services.links()));
        context.header(PLAN_HEADER, result.plan().toString());
        List<String> linkIds = result.events().stream()
                .map(event -> event.link().id())
                .distinct()
                .toList();
        return DubEventsResponse.of(
                accountId,
                result.events(),
                services.links().byIds(accountId, linkIds),
                DubCounters.read(accountId, linkIds, services));
    }

    private static String analytics(Context context, Services services) {
        String accountId = DubKeys.account(context, services, Endpoint.ANALYTICS);
        DubAnalyticsRequest request = DubAnalyticsRequest.parse(
                DubParameters.of(context), services.clock().instant());
        DubGrouping grouping = request.grouping();
        if (grouping == DubGrouping.TOP_PARTNER_TAGS) {
            return "[]";
        }
        List<Row> rows = List.of();
        if (!request.question().isEmpty()) {
            StatsResult result = services.stats().read(request.query(accountId, services.links()));
            context.header(PLAN_HEADER, result.plan().toString());
            rows = result.rows();
        }
        return switch (grouping) {
            case COUNT -> DubAnalyticsResponse.count(rows.isEmpty() ? null : rows.get(0));
            case TIMESERIES -> {
                DubRange range = request.question().range();
                yield DubAnalyticsResponse.series(range, shown(accountId, range, services), rows);
            }
            case TOP_LINKS ->
                DubAnalyticsResponse.groups(
                        grouping, rows, new Known(services.links().byIds(accountId, values(rows)), Map.of()));
            case TOP_LINK_TAGS ->
                DubAnalyticsResponse.groups(
                        grouping, rows, new Known(Map.of(), services.links().tags(accountId, values(rows))));
            default -> DubAnalyticsResponse.groups(grouping, rows, Known.NOTHING);
        };
    }

    /** The steps to show: a range of all time begins with the month of the account's first event. */
    private static TimeRange shown(String accountId, DubRange range, Services services) {
        TimeRange time = range.time();
        if (!range.fromFirstEvent()) {
            return time;
        }
        StatsQuery firstMonth = DubAnalyticsRequest.firstMonth(accountId, time);
        Instant now = services.clock().instant();
        Instant first = services.stats().read(firstMonth).rows().stream()
                .findFirst()
                .map(row -> Objects.requireNonNull(row.start()))
                .orElse(now);
        return TimeRange.of(first, Instant.ofEpochMilli(time.to()), time.zone());
    }

    private static List<String> values(List<Row> rows) {
        return rows.stream().map(row -> row.group().get(0)).toList();
    }

    private static void allowAnyOrigin(Context context) {
        context.header("Access-Control-Allow-Origin", "*")
                .header("Access-Control-Allow-Methods", "POST, OPTIONS")
                .header("Access-Control-Allow-Headers", "Content-Type, Authorization, dub-no-track");
    }
}
