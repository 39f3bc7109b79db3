package io.clickmill.api;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.clickmill.api.auth.ApiKey;
import io.clickmill.api.auth.ApiKeys;
import io.clickmill.api.auth.RateLimits;
import io.clickmill.api.auth.Sessions;
import io.clickmill.api.collect.CollectRoutes;
import io.clickmill.api.dashboard.DashboardRoutes;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.Problem;
import io.clickmill.api.http.ProblemException;
import io.clickmill.api.http.RequestBodies;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.ServerErrors;
import io.clickmill.api.http.Services;
import io.clickmill.api.live.LiveRoutes;
import io.clickmill.api.publish.ClickPublisher;
import io.clickmill.api.publish.KafkaClickPublisher;
import io.clickmill.api.query.AccountTurns;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.EventReader;
import io.clickmill.api.query.ExpensiveQuestions;
import io.clickmill.api.query.LogChanges;
import io.clickmill.api.query.StatsUnavailableException;
import io.clickmill.api.seal.SealStore;
import io.clickmill.api.sql.LogListener;
import io.clickmill.api.sql.PostgresAccountReader;
import io.clickmill.api.sql.PostgresConversionReader;
import io.clickmill.api.sql.PostgresEventReader;
import io.clickmill.api.sql.PostgresLinkReader;
import io.clickmill.api.sql.PostgresStatsReader;
import io.clickmill.api.sql.PostgresStatusReader;
import io.clickmill.api.sql.SealsAhead;
import io.clickmill.api.stats.BatchRoutes;
import io.clickmill.api.stats.EventsRoutes;
import io.clickmill.api.stats.MeRoutes;
import io.clickmill.api.stats.StatsRoutes;
import io.clickmill.api.stats.StatusRoutes;
import io.clickmill.contract.Schema;
import io.clickmill.contract.settings.KafkaAccess;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The running API: database connections, Kafka producers if it takes events, and the HTTP server. It starts
 * only if the database has the schema version of this build.
 */
public final class ClickStatsApi implements AutoCloseable {
    /**
     * The methods that metrics list by name. Clients can send any word as a method, and each would create a time
     * series.
     */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** Connections of the pool that are kept for keys, probes and questions that take milliseconds. */
    private static final int CHEAP_CONNECTIONS = 3;

    /**
     * The maximum number of expensive questions of one account that are answered or wait: enough for a page of charts,
     * and less than half of the 7 that all accounts share by default.
     */
    private static final int EXPENSIVE_OF_ACCOUNT = 3;

    /** The longest wait of an expensive question for its turn. Many clients give up after 30 s, for all of an answer. */
    private static final Duration TURN_TIMEOUT = Duration.ofSeconds(10);

    /**
     * The maximum number of questions of an account that wait for a connection. With the running ones they hold about
     * half of the threads.
     */
    private static final int WAITING_OF_ACCOUNT = 24;

    /** Longest wait for a connection. Three are never held by expensive questions, and cheap ones take milliseconds. */
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

    /**
     * Custom plans, because the planner prunes partitions by the actual time range. No JIT, because compiling takes
     * longer than our queries. No parallel workers: with them, three expensive questions of one account would be nine
     * processes, and leave no core to the cheap questions of others.
     */
    private static final String SESSION_SETTINGS = """
            SET plan_cache_mode = force_custom_plan;
            SET jit = off;
            SET max_parallel_workers_per_gather = 0;
            SET statement_timeout = %d
            """;

    private final HikariDataSource pool;
    private final Optional<ClickPublisher> events;
    private final Optional<ClickPublisher> links;
    private final Sessions sessions;
    private final Javalin javalin;
    private final PrometheusMeterRegistry meters;
    private final Optional<SealStore> seals;
    private final Optional<SealsAhead> sealsAhead;
    private final LogListener listener;
    private final LiveRoutes live;
    private final JvmGcMetrics gcMetrics = new JvmGcMetrics();

    private ClickStatsApi(
            ApiConfig config,
            Clock clock,
            List<? extends Routes> dialects,
            Optional<ClickPublisher> events,
            Optional<ClickPublisher> links,
            AnswerMemory memory) {
        this.meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        this.pool = new HikariDataSource(pool(config));
        this.events = events;
        this.links = links;
        int ofAll = Math.max(1, config.poolSize() - CHEAP_CONNECTIONS);
        ExpensiveQuestions expensive = new ExpensiveQuestions(
                Math.min(EXPENSIVE_OF_ACCOUNT, Math.max(1, ofAll / 2)), ofAll, config.expensiveAtOnce(), TURN_TIMEOUT);
        AccountTurns turns =
                new AccountTurns(Math.max(1, config.poolSize() / 2), WAITING_OF_ACCOUNT, CONNECTION_TIMEOUT);
        this.seals = config.sealCache()
                .open(Math.max(1, Runtime.getRuntime().availableProcessors()), config.statementTimeout());
        // It holds a connection while it loads, so there have to be more than the cheap questions need.
        this.sealsAhead = seals.filter(store -> config.poolSize() > CHEAP_CONNECTIONS)
                .map(store -> SealsAhead.start(pool, store));
        LogChanges changes = new LogChanges(System.nanoTime());
        this.listener =
                LogListener.start(config.postgresUrl(), config.postgresUser(), config.postgresPassword(), changes);
        this.live = new LiveRoutes(changes, clock);
        QuestionMeters.bind(expensive, memory, seals, meters);
        MeteredStatsReader stats =
                new MeteredStatsReader(new PostgresStatsReader(pool, memory, expensive, seals), meters);
        EventReader logged = new PostgresEventReader(pool, memory, expensive);
        this.sessions = new Sessions(Optional.ofNullable(config.sessionKey()), clock);
        Services services = new Services(
                query -> turns.answer(query.accountId(), () -> stats.read(query)),
                (questions, answers) -> turns.answer(questions.get(0).query().accountId(), () -> {
                    stats.read(questions, answers);
                    return questions.size();
                }),
                query -> turns.answer(query.selection().accountId(), () -> logged.read(query)),
                new PostgresConversionReader(pool, memory),
                new PostgresLinkReader(pool, memory),
                new PostgresAccountReader(pool),
                new PostgresStatusReader(pool),
                new ApiKeys(pool, clock),
                sessions,
                new RateLimits(clock, Dialects.names(), config.rateLimits(), config.clicksPerAddress()),
                new RequestBodies(),
                config.eventRules(),
                config.publicUrl(),
                clock);
        List<Routes> routes = new ArrayList<>(List.of(
                new StatsRoutes(),
                new BatchRoutes(changes),
                live,
                new CollectRoutes(events, links),
                new HealthRoutes(pool, events),
                new DashboardRoutes(),
                new EventsRoutes(),
                new MeRoutes(),
                new StatusRoutes(),
                new OpenApiRoutes()));
        routes.addAll(dialects);
        this.javalin = Javalin.create(javalin -> {
            configure(javalin, config, routes, services);
            javalin.jetty.modifyServletContextHandler(handler -> AnswerMemoryFilter.add(handler, memory));
        });
    }

    /** Like {@link #start(ApiConfig, Clock)}, with given dialects and publishers. The API closes the publishers. */
    static ClickStatsApi start(
            ApiConfig config,
            Clock clock,
            List<? extends Routes> dialects,
            Optional<ClickPublisher> events,
            Optional<ClickPublisher> links) {
        AnswerMemory memory = AnswerMemory.ofHeap(Runtime.getRuntime().maxMemory());
        return start(config, clock, dialects, events, links, memory);
    }

    /** The same with given memory limits. */
    static ClickStatsApi start(
            ApiConfig config,
            Clock clock,
            List<? extends Routes> dialects,
            Optional<ClickPublisher> events,
            Optional<ClickPublisher> links,
            AnswerMemory memory) {
        ClickStatsApi api = new ClickStatsApi(config, clock, dialects, events, links, memory);
        try {
            Schema.requireCurrent(api.pool);
            api.bindMeters();
            api.javalin.start();
            return api;
        } catch (SQLException e) {
            api.close();
            throw new StatsUnavailableException("cannot read the version of the schema", e);
        } catch (RuntimeException e) {
            api.close();
            throw e;
        }
    }

    /**
     * Starts the API with the native endpoints and every dialect. Returns once it answers requests.
     *
     * @throws IllegalStateException if the database's schema is not the version of this build
     */
    public static ClickStatsApi start(ApiConfig config, Clock clock) {
        return start(config, clock, List.of());
    }

    /** The same with routes of the caller's own. */
    public static ClickStatsApi start(ApiConfig config, Clock clock, List<? extends Routes> others) {
        Optional<KafkaAccess> kafka = Optional.ofNullable(config.kafka());
        Optional<ClickPublisher> events = kafka.map(
                access -> new KafkaClickPublisher(access, config.topics().clicks()));
        List<Routes> routes = new ArrayList<>(Dialects.all(events));
        routes.addAll(others);
        return start(
                config,
                clock,
                routes,
                events,
                kafka.map(access ->
                        new KafkaClickPublisher(access, config.topics().links())));
    }

    /** The port that the server listens on. */
    public int port() {
        return javalin.port();
    }

    /** A path that signs the owner of a key in, once, within ten minutes. */
    public String signInPath(String key) {
        return "/login?once=" + sessions.link(HexFormat.of().formatHex(ApiKey.digest(key)));
    }

    /** Every route as method and path, such as {@code GET /v1/stats}. */
    List<String> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(route -> route.endpoint.method.name() + " " + route.endpoint.path)
                .toList();
    }

    /** Stops taking requests, gives running ones five seconds to finish, and closes all connections. */
    @Override
    public void close() {
        live.close();
        javalin.stop();
        listener.close();
        events.ifPresent(ClickPublisher::close);
        links.ifPresent(ClickPublisher::close);
        sealsAhead.ifPresent(SealsAhead::close);
        seals.ifPresent(SealStore::close);
        pool.close();
        gcMetrics.close();
        meters.close();
    }

    private HikariConfig pool(ApiConfig config) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("clickmill-api");
        pool.setJdbcUrl(config.postgresUrl());
        pool.setUsername(config.postgresUser());
        pool.setPassword(config.postgresPassword());
        pool.setMaximumPoolSize(config.poolSize());
        pool.setReadOnly(true);
        pool.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        pool.setConnectionInitSql(
                SESSION_SETTINGS.formatted(config.statementTimeout().toMillis()));
        pool.addDataSourceProperty("ApplicationName", "clickmill-api");
        pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
        return pool;
    }

    private void configure(JavalinConfig javalin, ApiConfig config, List<Routes> routes, Services services) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.http.prefer405over404 = true;
        javalin.http.maxRequestSize = CollectRoutes.MAX_BODY_BYTES;
        new HttpServerSettings(config, routes).apply(javalin.jetty);
        javalin.requestLogger.http((context, millis) -> time(context, millis));
        routes.forEach(group -> group.register(javalin.routes, services));
        javalin.routes.get("/metrics", context -> context.contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(meters.scrape()));
        // No cache may store what a key was answered. These headers are set first, so that a route can replace them.
        javalin.routes.before(
                context -> context.header("X-Content-Type-Options", "nosniff").header("Cache-Control", "no-store"));
        javalin.router.javaLangErrorHandler((response, error) -> Problem.of(
                        HttpStatus.INTERNAL_SERVER_ERROR, "internal", "trace " + ServerErrors.report(error))
                .write(response));
        problems(javalin.routes, routes);
    }

    private static void problems(RoutesConfig routes, List<Routes> groups) {
        routes.exception(ProblemException.class, (e, context) -> e.problem().write(context));
        routes.exception(HttpResponseException.class, (e, context) -> {
            HttpStatus status = HttpStatus.forStatus(e.getStatus());
            if (e instanceof MethodNotAllowedResponse) {
                context.header("Allow", String.join(", ", e.getDetails().values()));
            }
            Optional<String> worded = groups.stream()
                    .flatMap(group -> group.unrouted(status, context.path()).stream())
                    .findFirst();
            if (worded.isPresent()) {
                context.status(status).contentType("application/json").result(worded.get());
                return;
            }
            Problem.of(status, context.method() + " " + context.path()).write(context);
        });
        routes.exception(Exception.class, (e, context) -> Problem.of(Failure.of(context, e))
                .write(context));
    }

    private void time(Context context, float millis) {
        Endpoint endpoint = context.endpoints().matchedHttpEndpoint();
        Timer.builder("clickmill.http")
                .description("Time to answer a request, by route and status")
                .tag(
                        "method",
                        METHODS.contains(context.method().name())
                                ? context.method().name()
                                : "other")
                .tag("route", endpoint == null ? "none" : endpoint.path)
                .tag("status", Integer.toString(context.statusCode()))
                .register(meters)
                .record(Duration.ofNanos((long) (millis * 1_000_000)));
    }

    private void bindMeters() {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        gcMetrics.bindTo(meters);
        Gauge.builder("clickmill.live.streams", live, LiveRoutes::streams)
                .description("Pages that are told of changes")
                .register(meters);
    }
}
