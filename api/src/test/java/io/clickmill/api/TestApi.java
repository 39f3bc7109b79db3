package io.clickmill.api;

import io.clickmill.api.auth.ApiKeys;
import io.clickmill.api.auth.RateLimits;
import io.clickmill.api.auth.Sessions;
import io.clickmill.api.http.PublicUrl;
import io.clickmill.api.http.RequestBodies;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.Services;
import io.clickmill.api.publish.ClickPublisher;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.sql.PostgresAccountReader;
import io.clickmill.api.sql.PostgresConversionReader;
import io.clickmill.api.sql.PostgresEventReader;
import io.clickmill.api.sql.PostgresLinkReader;
import io.clickmill.api.sql.PostgresStatusReader;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.EventRules;
import io.javalin.Javalin;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Starts the API on a free port, for tests in other packages. */
public final class TestApi {
    private TestApi() {}

    /** Starts an API that takes no events. {@code settings} are environment variables. */
    public static ClickStatsApi start(TestDatabase database, Clock clock, Map<String, String> settings) {
        return ClickStatsApi.start(config(database, settings), clock);
    }

    /** Starts an API that sends events to the publisher. {@code settings} are environment variables. */
    public static ClickStatsApi start(
            TestDatabase database, Clock clock, ClickPublisher publisher, Map<String, String> settings) {
        Optional<ClickPublisher> events = Optional.of(publisher);
        return ClickStatsApi.start(config(database, settings), clock, Dialects.all(events), events, Optional.empty());
    }

    /** Starts an API that takes no events, with given limits of memory. */
    public static ClickStatsApi start(TestDatabase database, Clock clock, AnswerMemory memory) {
        return ClickStatsApi.start(
                config(database, Map.of()),
                clock,
                Dialects.all(Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                memory);
    }

    /** Starts only these routes, with {@code stats} as the source of all counts. The caller stops the server. */
    public static Javalin start(TestDatabase database, Clock clock, StatsReader stats, Routes routes) {
        Services services = new Services(
                stats,
                (queries, answers) -> {
                    throw new UnsupportedOperationException("batches");
                },
                new PostgresEventReader(database.pooled(Schema.READER_ROLE)),
                new PostgresConversionReader(database.pooled(Schema.READER_ROLE)),
                new PostgresLinkReader(database.pooled(Schema.READER_ROLE)),
                new PostgresAccountReader(database.pooled(Schema.READER_ROLE)),
                new PostgresStatusReader(database.pooled(Schema.READER_ROLE)),
                new ApiKeys(database.pooled(Schema.READER_ROLE), clock),
                new Sessions(Optional.empty(), clock),
                new RateLimits(clock, Dialects.names()),
                new RequestBodies(),
                EventRules.DEFAULTS,
                new PublicUrl(Optional.empty()),
                clock);
        return Javalin.create(javalin -> routes.register(javalin.routes, services))
                .start("127.0.0.1", 0);
    }

    private static ApiConfig config(TestDatabase database, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("CLICKMILL_POSTGRES_URL", database.url(Schema.READER_ROLE));
        environment.put("CLICKMILL_API_PORT", "0");
        return ApiConfig.parse(environment);
    }
}
