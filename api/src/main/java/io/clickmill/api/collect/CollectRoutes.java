package io.clickmill.api.collect;

import io.clickmill.api.auth.KeyScopes;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.collect.ClickPublisher.ClickRecord;
import io.clickmill.api.collect.ClickPublisher.PublishException;
import io.clickmill.api.collect.EventBatch.InvalidEventException;
import io.clickmill.api.http.NativeKeys;
import io.clickmill.api.http.Problem;
import io.clickmill.api.http.ProblemException;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.ServerErrors;
import io.clickmill.api.http.Services;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code POST /v1/events}: one event, or several as NDJSON; needs scope {@code events:write}.
 *
 * <p>202 {@code {"accepted":n}} once Kafka has acknowledged all of them; 400 naming the line, and nothing is sent; 503 if
 * Kafka does not answer in time. Neither address nor user agent are taken from the request: whoever calls this is a
 * server, not the person who clicked.
 */
public final class CollectRoutes implements Routes {
    /** What a key needs to send events. */
    public static final String SCOPE = KeyScopes.EVENTS_WRITE;

    /** Of one request. */
    public static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

    private final Optional<ClickPublisher> publisher;

    /** Without a publisher every request is answered with 503. */
    public CollectRoutes(Optional<ClickPublisher> publisher) {
        this.publisher = publisher;
    }

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.post("/v1/events", context -> accept(context, services));
    }

    private void accept(Context context, Services services) throws IOException {
        Principal principal = NativeKeys.require(context, services, SCOPE);
        ClickPublisher events = publisher.orElseThrow(() -> unavailable("no Kafka is configured"));
        List<ClickRecord> records = parse(context, principal, services);
        try {
            events.publish(records);
        } catch (PublishException e) {
            String traceId = ServerErrors.report(context, e);
            throw unavailable("Kafka did not take the events in time; repeat the request (trace " + traceId + ")");
        }
        context.status(HttpStatus.ACCEPTED)
                .contentType("application/json")
                .result("{\"accepted\":" + records.size() + "}");
    }

    private static List<ClickRecord> parse(Context context, Principal principal, Services services) throws IOException {
        byte[] body = context.bodyInputStream().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw new ProblemException(Problem.of(
                    HttpStatus.CONTENT_TOO_LARGE, "too-large", "body: more than " + MAX_BODY_BYTES + " bytes"));
        }
        try {
            return EventBatch.parse(
                    body, principal.accountIds(), services.clock().instant(), UUID::randomUUID);
        } catch (InvalidEventException e) {
            HttpStatus status = e.isForbidden() ? HttpStatus.FORBIDDEN : HttpStatus.BAD_REQUEST;
            throw new ProblemException(new Problem(status, "invalid-event", e.text(), Optional.of(e.error())));
        }
    }

    private static ProblemException unavailable(String detail) {
        return new ProblemException(Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", detail));
    }
}
