package io.clickmill.api.dialect.dub;

import io.clickmill.api.dialect.dub.AnalyticsResponse.Known;
import io.clickmill.api.dialect.dub.Keys.Endpoint;
import io.clickmill.api.http.Dialect;
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
 * The dialect of Dub: {@code GET /events}, {@code GET /analytics}, and {@code POST /track/click}, {@code /track/lead}
 * and {@code /track/sale}.
 */
public final class DubDialect extends Dialect {
    /**
     * The paths of all the vendor's resources. The vendor's clients recognize an unsupported one by a 404 in the
     * vendor's form.
     */
    private static final Pattern PATHS = Pattern.compile("/(?:analytics|bounties|commissions|customers|discount-codes"
            + "|domains|events|folders|links|partners|payouts|qr|tags|tokens|track|workspaces)(?:/.*)?");

    private final Optional<ClickPublisher> publisher;

    /** Without a publisher, statistics are answered but nothing can be tracked. */
    public DubDialect(Optional<ClickPublisher> publisher) {
        super(Keys.DIALECT, Keys.SCOPES, Errors::render);
        this.publisher = publisher;
    }

    @Override
    public void register(RoutesConfig routes, Services services) {
        EventStream stream = new EventStream(services.clock(), services.eventRules(), publisher);
        TrackClicks clicks = new TrackClicks(stream);
        KnownCustomers customers = new KnownCustomers(services.conversions(), stream);
        Leads leads = new Leads(services.conversions(), services.links(), customers, stream);
        Sales sales = new Sales(services.conversions(), services.eventRules().currencies(), customers, stream);
        routes.get("/events", answering(context -> events(context, services)));
        routes.get("/analytics", answering(context -> analytics(context, services)));
        routes.post("/track/lead", answering(context -> {
            String accountId = Keys.account(context, services, Endpoint.TRACK);
            return Body.answer(context, services.bodies(), body -> leads.track(accountId, LeadRequest.parse(body)));
        }));
        routes.post("/track/sale", answering(context -> {
            String accountId = Keys.account(context, services, Endpoint.TRACK);
            return Body.answer(context, services.bodies(), body -> sales.track(accountId, SaleRequest.parse(body)));
        }));
        routes.post("/track/click", answering(context -> {
            allowAnyOrigin(context);
            // A browser has no key. A server may send one, which determines the account.
            Optional<String> accountId = context.header("Authorization") == null
                    ? Keys.nobody(context, services)
                    : Optional.of(Keys.account(context, services, Endpoint.TRACK));
            return Body.answer(context, services.bodies(), body -> ClickRequest.parse(context, body)
                    .track(accountId, services.links(), clicks));
        }));
        routes.options("/track/click", context -> {
            allowAnyOrigin(context);
            context.status(204);
        });
    }

    @Override
    public Optional<String> unrouted(HttpStatus status, String path) {
        return PATHS.matcher(path).matches() ? Optional.of(Errors.unrouted(status, path)) : Optional.empty();
    }

    private static String events(Context context, Services services) {
        String accountId = Keys.account(context, services, Endpoint.EVENTS);
        EventsRequest request =
                EventsRequest.parse(Parameters.of(context), services.clock().instant());
        if (request.question().isEmpty()) {
            return "[]";
        }
        EventsResult result = services.events().read(request.query(accountId, services.links()));
        context.header(PLAN_HEADER, result.plan().toString());
        List<String> linkIds = result.events().stream()
                .map(event -> event.link().id())
                .distinct()
                .toList();
        return EventsResponse.of(
                accountId,
                result.events(),
                services.links().byIds(accountId, linkIds),
                Counters.read(accountId, linkIds, services));
    }

    private static String analytics(Context context, Services services) {
        String accountId = Keys.account(context, services, Endpoint.ANALYTICS);
        AnalyticsRequest request =
                AnalyticsRequest.parse(Parameters.of(context), services.clock().instant());
        Grouping grouping = request.grouping();
        if (grouping == Grouping.TOP_PARTNER_TAGS) {
            return "[]";
        }
        List<Row> rows = List.of();
        if (!request.question().isEmpty()) {
            StatsResult result = services.stats().read(request.query(accountId, services.links()));
            context.header(PLAN_HEADER, result.plan().toString());
            rows = result.rows();
        }
        return switch (grouping) {
            case COUNT -> AnalyticsResponse.count(rows.isEmpty() ? null : rows.get(0));
            case TIMESERIES -> {
                Range range = request.question().range();
                yield AnalyticsResponse.series(range, shown(accountId, range, services), rows);
            }
            case TOP_LINKS ->
                AnalyticsResponse.groups(
                        grouping, rows, new Known(services.links().byIds(accountId, values(rows)), Map.of()));
            case TOP_LINK_TAGS ->
                AnalyticsResponse.groups(
                        grouping, rows, new Known(Map.of(), services.links().tags(accountId, values(rows))));
            default -> AnalyticsResponse.groups(grouping, rows, Known.NOTHING);
        };
    }

    /** The range whose buckets are shown. A range of all time begins with the month of the account's first event. */
    private static TimeRange shown(String accountId, Range range, Services services) {
        TimeRange time = range.time();
        if (!range.fromFirstEvent()) {
            return time;
        }
        StatsQuery firstMonth = AnalyticsRequest.firstMonth(accountId, time);
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
