package io.clickmill.api.collect;

import io.clickmill.api.auth.KeyScopes;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.NativeKeys;
import io.clickmill.api.http.Problem;
import io.clickmill.api.http.ProblemException;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.ServerErrors;
import io.clickmill.api.http.Services;
import io.clickmill.api.publish.ClickPublisher;
import io.clickmill.api.publish.ClickPublisher.ClickRecord;
import io.clickmill.api.publish.ClickPublisher.PublishException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The routes {@code POST /v1/events} and {@code POST /v1/links}. A body holds one event or link, or several as NDJSON.
 * The key needs scope {@code events:write} or {@code links:write}.
 *
 * <p>The answer is 202 {@code {"accepted":n}} once Kafka has acknowledged all of them. For an invalid object it is 400,
 * for an account that the key does not open 403; both name the line, and nothing is sent. It is 503 if Kafka does not
 * answer in time. Address and user agent are not taken from the request, because the caller is a server, not the person
 * who clicked.
 */
public final class CollectRoutes implements Routes {
    /** The maximum size of a request's body. */
    public static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

    private final Optional<ClickPublisher> events;
    private final Optional<ClickPublisher> links;

    /** Requests without a publisher for their records are answered with 503. */
    public CollectRoutes(Optional<ClickPublisher> events, Optional<ClickPublisher> links) {
        this.events = events;
        this.links = links;
    }

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.post("/v1/events", context -> {
            Principal principal = NativeKeys.require(context, services, KeyScopes.EVENTS_WRITE);
            accept(
                    context,
                    services,
                    events,
                    EventFields.kind(
                            principal.accountIds(),
                            services.eventRules(),
                            services.clock().instant(),
                            UUID::randomUUID));
        });
        routes.post("/v1/links", context -> {
            Principal principal = NativeKeys.require(context, services, KeyScopes.LINKS_WRITE);
            accept(context, services, links, LinkFields.kind(principal.accountIds()));
        });
    }

    private static void accept(
            Context context, Services services, Optional<ClickPublisher> publisher, JsonBatch.Kind kind) {
        ClickPublisher open = publisher.orElseThrow(() -> unavailable("no Kafka is configured"));
        int accepted = services.bodies().read(context, MAX_BODY_BYTES, body -> {
            List<ClickRecord> records = parse(body, kind);
            publish(context, open, records, kind);
            return records.size();
        });
        context.status(HttpStatus.ACCEPTED).contentType("application/json").result("{\"accepted\":" + accepted + "}");
    }

    private static void publish(Context context, ClickPublisher open, List<ClickRecord> records, JsonBatch.Kind kind) {
        try {
            open.publish(records);
        } catch (PublishException e) {
            String traceId = ServerErrors.report(context, e);
            throw unavailable("Kafka did not take all " + kind.noun() + "s in time; repeat the request"
                    + kind.whenRepeated() + " (trace " + traceId + ")");
        }
    }

    private static List<ClickRecord> parse(byte[] body, JsonBatch.Kind kind) {
        try {
            return JsonBatch.parse(body, kind);
        } catch (InvalidRecordException e) {
            HttpStatus status = e.isForbidden() ? HttpStatus.FORBIDDEN : HttpStatus.BAD_REQUEST;
            throw new ProblemException(new Problem(status, "invalid-" + kind.noun(), e.text(), Optional.of(e.error())));
        }
    }

    private static ProblemException unavailable(String detail) {
        return new ProblemException(Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", detail));
    }
}
