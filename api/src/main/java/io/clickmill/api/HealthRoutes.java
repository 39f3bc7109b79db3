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
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /health/live}: the process answers. {@code GET /health/ready}: so does the database, and its schema is the
 * one that this build knows; whether Kafka answers is told as well, but statistics do not need it.
 */
final class HealthRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);

    /** Reading the history of the schema takes a while, and it seldom changes. */
    private static final Duration SCHEMA_BELIEVED = Duration.ofMinutes(1);

    private static final int TIMEOUT_SECONDS = 2;

    private final DataSource dataSource;
    private final Optional<ClickPublisher> publisher;
    private volatile Instant schemaCheckedAt = Instant.MIN;

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
        boolean ready = databaseIsReady(now);
        Map<String, String> health = new LinkedHashMap<>();
        health.put("status", ready ? "up" : "down");
        health.put("database", ready ? "up" : "down");
        health.put("kafka", publisher.map(p -> p.isReachable() ? "up" : "down").orElse("none"));
        context.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE).json(health);
    }

    private boolean databaseIsReady(Instant now) {
        try (Connection connection = dataSource.getConnection()) {
            if (!connection.isValid(TIMEOUT_SECONDS)) {
                return false;
            }
        } catch (SQLException e) {
            LOG.warn("not ready: the database does not answer", e);
            return false;
        }
        if (schemaCheckedAt.isBefore(now.minus(SCHEMA_BELIEVED))) {
            try {
                Schema.requireCurrent(dataSource);
            } catch (RuntimeException e) {
                LOG.warn("not ready: the schema is not known to be current", e);
                return false;
            }
            schemaCheckedAt = now;
        }
        return true;
    }
}
