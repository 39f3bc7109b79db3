package io.clickmill.api.stats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.auth.KeyScopes;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.AcceptHeader;
import io.clickmill.api.http.NativeKeys;
import io.clickmill.api.http.PageToken;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.Services;
import io.clickmill.api.query.EventPosition;
import io.clickmill.api.query.EventsResult;
import io.clickmill.contract.event.Event;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/events}: single events, newest first, with the range, zone, filters and bots of {@code GET /v1/stats}.
 * Needs the scope {@code events:read}, as they have personal data. The answer is JSON, or NDJSON with
 * {@code Accept: application/x-ndjson} or {@code format=ndjson}.
 *
 * <p>{@code meta.next}, in NDJSON the header {@value #NEXT_HEADER}, is the parameter {@code page} of the next page, which is
 * asked for with the same parameters otherwise; it is absent on the last page. Events that arrive meanwhile move no event
 * to another page.
 */
public final class EventsRoutes implements Routes {
    /** The {@code page} of the next page. */
    public static final String NEXT_HEADER = "X-Clickmill-Next";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String NDJSON = "application/x-ndjson";

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.get("/v1/events", context -> answer(context, services));
    }

    private static void answer(Context context, Services services) throws JsonProcessingException {
        Principal principal = NativeKeys.requireReader(context, services, KeyScopes.EVENTS_READ);
        QueryParameters parameters = QueryParameters.of(context);
        String accountId =
                NativeKeys.account(principal, parameters.first("account_id").orElse(null));
        EventsRequest request =
                EventsRequest.parse(parameters, accountId, services.clock().instant());
        EventsResult result = services.events().read(request.query());
        context.header(StatsRoutes.PLAN_HEADER, result.plan().toString());
        Optional<String> next = next(request, result);
        next.ifPresent(token -> context.header(NEXT_HEADER, token));
        if (request.isNdjson() || AcceptHeader.names(context, NDJSON)) {
            writeLines(context, result);
            return;
        }
        ObjectNode json = JSON.createObjectNode();
        ArrayNode data = json.putArray("data");
        for (Event event : result.events()) {
            data.add(EventJson.of(event));
        }
        ObjectNode meta = json.putObject("meta")
                .put("from", instant(request.query().selection().range().from()))
                .put("to", instant(request.query().selection().range().to()));
        next.ifPresent(token -> meta.put("next", token));
        context.contentType("application/json").result(JSON.writeValueAsBytes(json));
    }

    private static void writeLines(Context context, EventsResult result) throws JsonProcessingException {
        StringBuilder lines = new StringBuilder();
        for (Event event : result.events()) {
            lines.append(JSON.writeValueAsString(EventJson.of(event))).append('\n');
        }
        context.contentType(NDJSON)
                .header("Content-Disposition", "attachment; filename=\"events.ndjson\"")
                .result(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> next(EventsRequest request, EventsResult result) {
        List<Event> events = result.events();
        if (events.size() < request.query().limit()) {
            return Optional.empty();
        }
        EventPosition last = EventPosition.of(events.get(events.size() - 1));
        return Optional.of(PageToken.write(
                request.list(), List.of(Long.toString(last.occurredAt().toEpochMilli()), last.eventId())));
    }

    private static String instant(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }
}
