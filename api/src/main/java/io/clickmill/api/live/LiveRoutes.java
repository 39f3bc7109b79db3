package io.clickmill.api.live;

import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.AcceptHeader;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.HeadRequest;
import io.clickmill.api.http.NativeKeys;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.SentAtOnce;
import io.clickmill.api.http.Services;
import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.BusyException.Owner;
import io.clickmill.api.query.LogChanges;
import io.clickmill.api.stats.StatsRoutes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /v1/live?account_id=acme}: a stream of events (Server-Sent Events of the HTML standard) that says when the
 * account has new clicks, at most twice a second. Needs the scope {@code stats:read}.
 *
 * <pre>
 * event: hello
 * data: {"at":"2026-11-30T12:00:00.000Z"}
 *
 * event: changed
 * data: {"at":"2026-11-30T12:00:01.204Z"}
 * </pre>
 *
 * <p>The stream ends after five minutes, and clients are to connect again. A client that does not read holds no thread,
 * and is left after some seconds. Nothing can be told while the database cannot be listened to: then the answer is 503,
 * and open streams end.
 */
public final class LiveRoutes implements Routes, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);

    private static final Duration TICK = Duration.ofMillis(20);

    /** A stream takes a connection and some kilobytes. */
    private static final int MAX_STREAMS = 2_000;

    private static final int MAX_STREAMS_OF_KEY = 250;

    private static final String CONTENT_TYPE = "text/event-stream";

    private final LogChanges changes;
    private final Clock clock;
    private final Map<LiveClient, String> keyIds = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "live-sender");
        thread.setDaemon(true);
        return thread;
    });

    /** Publishes the changes, and tells them. */
    public LiveRoutes(LogChanges changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.get("/v1/live", context -> open(context, services));
        var unused = sender.scheduleWithFixedDelay(this::send, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The number of open streams. */
    public int streams() {
        return keyIds.size();
    }

    private void open(Context context, Services services) throws IOException {
        Principal principal = NativeKeys.requireReader(context, services, StatsRoutes.SCOPE);
        if (!AcceptHeader.allows(context, CONTENT_TYPE).orElse(true)) {
            throw new Failure(
                    Failure.Kind.NOT_ACCEPTABLE,
                    "Accept: " + context.header("Accept") + " (expected: " + CONTENT_TYPE + ")");
        }
        String accountId = NativeKeys.account(principal, context.queryParam("account_id"));
        requireRoom(principal.keyId());
        context.contentType(CONTENT_TYPE).header("X-Accel-Buffering", "no");
        if (HeadRequest.is(context)) {
            return;
        }
        SentAtOnce.enable(context);
        LiveClient client = new LiveClient(
                accountId,
                context.res().getOutputStream(),
                changes.change(accountId),
                System.nanoTime(),
                clock.instant());
        context.future(() -> {
            keyIds.put(client, principal.keyId());
            return client.ended();
        });
    }

    private void requireRoom(String keyId) {
        if (!changes.isConnected()) {
            throw new BusyException(Owner.SERVER, "changes are not told at the moment; ask from time to time");
        }
        if (streams() >= MAX_STREAMS) {
            throw new BusyException(Owner.SERVER, "too many streams are open");
        }
        if (keyIds.values().stream().filter(keyId::equals).count() >= MAX_STREAMS_OF_KEY) {
            throw new Failure(
                    Failure.Kind.OVER_LIMIT,
                    "the key has too many open streams (expected: at most " + MAX_STREAMS_OF_KEY + ")");
        }
    }

    private void send() {
        try {
            long nowNanos = System.nanoTime();
            changes.publish(nowNanos);
            keyIds.keySet().forEach(client -> refresh(client, nowNanos));
        } catch (RuntimeException e) {
            LOG.error("changes are not told", e);
        }
    }

    private void refresh(LiveClient client, long nowNanos) {
        client.refresh(changes.change(client.accountId()), nowNanos, clock.instant());
        if (!changes.isConnected()) {
            client.end();
        }
        if (client.ended().isDone()) {
            keyIds.remove(client);
        }
    }

    /** Ends all streams. */
    @Override
    public void close() {
        sender.shutdownNow();
        keyIds.keySet().forEach(LiveClient::end);
    }
}
