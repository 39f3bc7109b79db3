package io.clickmill.api;

import io.clickmill.api.http.Routes;
import io.clickmill.api.http.Services;
import io.clickmill.api.publish.ClickPublisher;
import io.clickmill.contract.Schema;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /health/live}: the process answers. {@code GET /health/ready}: so does the database, and its schema is the
 * one that this build knows; whether Kafka answers is told as well, but statistics do not need it.
 */
final class HealthRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);

    /** Probes of anybody, as often as they like, cost one check a second. */
    private static final Duration BELIEVED = Duration.ofSeconds(1);

    private static final int TIMEOUT_SECONDS = 2;

    private final DataSource dataSource;
    private final Optional<ClickPublisher> publisher;
    private final Lock checking = new ReentrantLock();
    private volatile @Nullable Outcome last;

    /** What one check has found. */
    private record Outcome(Instant at, boolean ready, String kafka) {}

    HealthRoutes(DataSource dataSource, Optional<ClickPublisher> publisher) {
        this.dataSource = dataSource;
        this.publisher = publisher;
    }

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.get("/health/live", context -> context.json(Map.of("status", "up")));
        routes.get("/health/ready", context -> ready(context, services.clock().instant()));
    }

    private void ready(Context context, Instant now) {
        Outcome outcome = outcome(now);
        Map<String, String> health = new LinkedHashMap<>();
        health.put("status", outcome.ready ? "up" : "down");
        health.put("database", outcome.ready ? "up" : "down");
        health.put("kafka", outcome.kafka);
        context.status(outcome.ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
        if (!outcome.ready) {
            context.header("Retry-After", "1");
        }
        context.json(health);
    }

    /** One check at a time: while it lasts, the others take the last outcome, and wait only where there is none yet. */
    private Outcome outcome(Instant now) {
        Outcome known = last;
        if (known != null && (isFresh(known, now) || !checking.tryLock())) {
            return known;
        }
        if (known == null) {
            checking.lock();
        }
        try {
            Outcome found = last;
            if (found == null || !isFresh(found, now)) {
                found = check(now);
                last = found;
            }
            return found;
        } finally {
            checking.unlock();
        }
    }

    private static boolean isFresh(Outcome outcome, Instant now) {
        return now.isBefore(outcome.at.plus(BELIEVED));
    }

    private Outcome check(Instant now) {
        String kafka = publisher.map(p -> p.isReachable() ? "up" : "down").orElse("none");
        return new Outcome(now, databaseIsReady(), kafka);
    }

    private boolean databaseIsReady() {
        try (Connection connection = dataSource.getConnection()) {
            if (!connection.isValid(TIMEOUT_SECONDS)) {
                return false;
            }
            if (!Schema.isCurrent(connection)) {
                LOG.warn("not ready: the schema is not version {}", Schema.VERSION);
                return false;
            }
            return true;
        } catch (SQLException e) {
            LOG.warn("not ready: the database does not answer", e);
            return false;
        }
    }
}
