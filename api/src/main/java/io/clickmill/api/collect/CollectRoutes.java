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
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code POST /v1/events} and {@code POST /v1/links}: one event or link, or several as NDJSON; need scope
 * {@code events:write} or {@code links:write}.
 *
 * <p>202 {@code {"accepted":n}} once Kafka has acknowledged all of them; 400 naming the line, and nothing is sent; 503 if
 * Kafka does not answer in time. Neither address nor user agent are taken from the request: whoever calls this is a
 * server, not the person who clicked.
 */
public final class CollectRoutes implements Routes {
    /** Of one request. */
    public static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

    private final Optional<ClickPublisher> events;
    private final Optional<ClickPublisher> links;

    /** Without a publisher requests are answered with 503. */
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
                    events,
                    new EventFields.Events(
                            principal.accountIds(), services.clock().instant(), UUID::randomUUID));
        });
        routes.post("/v1/links", context -> {
            Principal principal = NativeKeys.require(context, services, KeyScopes.LINKS_WRITE);
            accept(context, links, new LinkFields.Links(principal.accountIds()));
        });
    }

    private static void accept(Context context, Optional<ClickPublisher> publisher, JsonBatch.Kind kind)
            throws IOException {
        ClickPublisher open = publisher.orElseThrow(() -> unavailable("no Kafka is configured"));
        List<ClickRecord> records = parse(context, kind);
        try {
            open.publish(records);
        } catch (PublishException e) {
            String traceId = ServerErrors.report(context, e);
            throw unavailable(
                    "Kafka did not take the " + kind.noun() + "s in time; repeat the request (trace " + traceId + ")");
        }
        context.status(HttpStatus.ACCEPTED)
                .contentType("application/json")
                .result("{\"accepted\":" + records.size() + "}");
    }

    private static List<ClickRecord> parse(Context context, JsonBatch.Kind kind) throws IOException {
        byte[] body = context.bodyInputStream().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw new ProblemException(Problem.of(
                    HttpStatus.CONTENT_TOO_LARGE, "too-large", "body: more than " + MAX_BODY_BYTES + " bytes"));
        }
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
