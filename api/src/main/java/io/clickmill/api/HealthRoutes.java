package io.clickmill.api;

import io.clickmill.api.http.Routes;
import io.clickmill.api.http.Services;
import io.clickmill.api.publish.ClickPublisher;
import io.clickmill.contract.Schema;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /health/live} says that the process answers. {@code GET /health/ready} says that a click sent now will be
 * counted: the database answers and has this build's schema, Kafka answers if this API has one, and the job has
 * published its progress within the last minute.
 */
final class HealthRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);

    /** How long an outcome is reused. Anybody may probe as often as they like; it costs one check a second. */
    private static final Duration BELIEVED = Duration.ofSeconds(1);

    private static final int TIMEOUT_SECONDS = 2;

    /** How long a probe waits for a running check. A check whose parts answer takes less. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Maximum age of an outcome that probes get while another request makes a new check. */
    private static final Duration RECENT = Duration.ofSeconds(10);

    /** Maximum age of the job's progress. A running job publishes it at each checkpoint, by default every 10 s. */
    static final Duration JOB_PUBLISHES_WITHIN = Duration.ofMinutes(1);

    private static final String SELECT_PUBLISHED = "SELECT published_at FROM rollup_progress";

    private final DataSource dataSource;
    private final Optional<ClickPublisher> publisher;
    private final Lock checking = new ReentrantLock();
    private volatile @Nullable Outcome last;

    /** The result of one check. */
    private record Outcome(Instant at, boolean database, String kafka, boolean job) {
        boolean isReady() {
            return database && job && !kafka.equals("down");
        }
    }

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
        health.put("status", upOrDown(outcome.isReady()));
        health.put("database", upOrDown(outcome.database));
        health.put("kafka", outcome.kafka);
        health.put("job", upOrDown(outcome.job));
        context.status(outcome.isReady() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
        if (!outcome.isReady()) {
            context.header("Retry-After", "1");
        }
        context.json(health);
    }

    /**
     * Returns the outcome to answer with. Only one request checks at a time; the others return the last outcome if it
     * is recent. If it is not, they wait for {@link #PATIENCE}, and then report all parts as down.
     */
    private Outcome outcome(Instant now) {
        Outcome known = last;
        if (known != null && isFresh(known, now, BELIEVED)) {
            return known;
        }
        boolean recent = known != null && isFresh(known, now, RECENT);
        if (!lockWithin(recent ? Duration.ZERO : PATIENCE)) {
            return recent ? Objects.requireNonNull(known) : new Outcome(now, false, "down", false);
        }
        try {
            Outcome found = last;
            if (found == null || !isFresh(found, now, BELIEVED)) {
                found = check(now);
                last = found;
            }
            return found;
        } finally {
            checking.unlock();
        }
    }

    private boolean lockWithin(Duration patience) {
        try {
            return checking.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean isFresh(Outcome outcome, Instant now, Duration age) {
        return now.isBefore(outcome.at.plus(age));
    }

    private Outcome check(Instant now) {
        String kafka = publisher.map(p -> upOrDown(p.isReachable())).orElse("none");
        try (Connection connection = dataSource.getConnection()) {
            if (!connection.isValid(TIMEOUT_SECONDS)) {
                return new Outcome(now, false, kafka, false);
            }
            if (!Schema.isCurrent(connection)) {
                LOG.warn("not ready: the schema is not version {}", Schema.VERSION);
                return new Outcome(now, false, kafka, false);
            }
            return new Outcome(now, true, kafka, hasPublished(connection, now.minus(JOB_PUBLISHES_WITHIN)));
        } catch (SQLException e) {
            LOG.warn("not ready: the database does not answer", e);
            return new Outcome(now, false, kafka, false);
        }
    }

    private static boolean hasPublished(Connection connection, Instant since) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT_PUBLISHED)) {
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        && !row.getObject(1, OffsetDateTime.class).toInstant().isBefore(since);
            }
        }
    }

    private static String upOrDown(boolean up) {
        return up ? "up" : "down";
    }
}
