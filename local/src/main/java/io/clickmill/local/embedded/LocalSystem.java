package io.clickmill.local.embedded;

import io.clickmill.api.ApiConfig;
import io.clickmill.api.ClickStatsApi;
import io.clickmill.contract.Progress;
import io.clickmill.contract.Schema;
import io.clickmill.contract.Topics;
import io.clickmill.contract.settings.KafkaAccess;
import io.clickmill.contract.settings.Settings;
import io.clickmill.job.fold.FoldLateRows;
import io.clickmill.job.fold.RebuildDays;
import io.clickmill.job.fold.SealDays;
import io.clickmill.local.run.CommandFailure;
import io.clickmill.local.run.DataFolder;
import io.clickmill.local.run.KafkaLogin;
import io.clickmill.local.run.RunFile;
import io.clickmill.local.run.RunningProcess;
import io.clickmill.local.run.SecretFile;
import io.clickmill.local.run.TopicOffsets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole of Clickmill in one process. PostgreSQL, Kafka and Flink start together, then the job, and then the API as
 * soon as its answers include everything that was sent before the start. The caller holds the folder's lock.
 */
public final class LocalSystem {
    private static final Logger LOG = LoggerFactory.getLogger(LocalSystem.class);
    private static final Duration READY_WAIT = Duration.ofMinutes(2);
    private static final Duration CATCH_UP_WAIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int HTTP_OK = 200;

    private final LocalSettings settings;
    private final Consumer<String> progress;
    private final StartedParts parts;

    private LocalSystem(LocalSettings settings, Consumer<String> progress, StartedParts parts) {
        this.settings = settings;
        this.progress = progress;
        this.parts = parts;
    }

    /**
     * A system that is ready: every task of the job runs and the API answers.
     *
     * @param parts the running parts; closing them stops the system
     * @param description the contents of the run file, which the caller writes
     * @param signInUrl signs in to the dashboard with the key of account {@code demo}, once
     */
    public record Ready(
            StartedParts parts,
            RunningJob job,
            LocalPostgres postgres,
            KafkaAccess kafka,
            RunFile description,
            String signInUrl) {}

    /**
     * Starts the system and returns when it is ready. If the start fails, stops what was started.
     *
     * @param progress gets a line for every part that has started
     * @param stopRequested asked between the steps
     * @throws StopRequested if {@code stopRequested} returned true
     */
    public static Ready start(LocalSettings settings, Consumer<String> progress, BooleanSupplier stopRequested)
            throws Exception {
        StartedParts parts = new StartedParts(progress, stopRequested);
        try {
            return new LocalSystem(settings, progress, parts).startAll();
        } catch (Exception | Error e) {
            parts.close();
            throw e;
        }
    }

    private Ready startAll() throws Exception {
        DataFolder folder = settings.folder();
        RetainedCheckpoints retained = new RetainedCheckpoints(folder.checkpoints());
        Optional<Path> startFrom = startFrom(retained);
        int apiPort = Ports.claim("the API", "--port", settings.host(), settings.port());
        int kafkaPort = Ports.claim("Kafka", "--kafka-port", "127.0.0.1", settings.kafkaPort());
        int controllerPort = Ports.claim("Kafka's controller", "--kafka-port", "127.0.0.1", 0);
        int postgresPort = Ports.claim("PostgreSQL", "--postgres-port", "127.0.0.1", settings.postgresPort());
        OptionalInt flinkPort = claimFlinkPort();
        KafkaLogin kafkaLogin = KafkaLogin.of(folder);
        kafkaLogin.writeClientFile(folder);
        Map<String, String> shared = sharedSettings(kafkaLogin.access("127.0.0.1:" + kafkaPort), postgresPort);
        EmbeddedJob clickJob = EmbeddedJob.of(shared);
        ApiConfig apiConfig = apiConfig(shared, apiPort);
        Configuration jobSettings = jobSettings(clickJob, startFrom);
        ExecutorService starters = Executors.newFixedThreadPool(3);
        try {
            Future<LocalPostgres> postgresStart = starters.submit(() -> startPostgres(postgresPort));
            Future<EmbeddedKafka> kafkaStart = starters.submit(() -> parts.start(
                    "kafka",
                    () -> EmbeddedKafka.start(folder.kafka(), kafkaLogin, kafkaPort, controllerPort),
                    EmbeddedKafka::close));
            Future<LocalFlink> flinkStart = starters.submit(() ->
                    parts.start("flink", () -> LocalFlink.start(jobSettings, flinkPort, folder), LocalFlink::close));
            // Wait for all three in any case: if one fails, the others must have started to be stopped.
            Attempt<LocalPostgres> postgres = Attempt.await(postgresStart);
            Attempt<EmbeddedKafka> kafka = Attempt.await(kafkaStart);
            Attempt<LocalFlink> flink = Attempt.await(flinkStart);
            LocalPostgres database = postgres.orThrow();
            Ready ready = startJobAndApi(
                    starters, clickJob, jobSettings, apiConfig, database, kafka.orThrow(), flink.orThrow());
            // Delete old checkpoints only now that the job runs. It could have refused the newest, and needed an older
            // one.
            retained.keepOnly(ready.job().id(), startFrom);
            return ready;
        } finally {
            starters.shutdown();
        }
    }

    private OptionalInt claimFlinkPort() {
        OptionalInt asked = settings.flinkPort();
        return asked.isEmpty()
                ? asked
                : OptionalInt.of(Ports.claim("Flink's web page", "--flink-port", "127.0.0.1", asked.getAsInt()));
    }

    private Ready startJobAndApi(
            ExecutorService starters,
            EmbeddedJob clickJob,
            Configuration jobSettings,
            ApiConfig apiConfig,
            LocalPostgres postgres,
            EmbeddedKafka kafka,
            LocalFlink flink)
            throws Exception {
        Future<RunningJob> jobStart = starters.submit(() -> startJob(flink, clickJob, jobSettings));
        Future<ClickStatsApi> apiStart = starters.submit(() -> {
            awaitCaughtUp(jobStart, kafka, postgres);
            return parts.start("api", () -> ClickStatsApi.start(apiConfig, Clock.systemUTC()), ClickStatsApi::close);
        });
        Attempt<ClickStatsApi> api = Attempt.await(apiStart);
        RunningJob job = Attempt.await(jobStart).orThrow();
        DataSource writer = postgres.as(Schema.WRITER_ROLE);
        parts.stopFirst(
                "fold",
                new FoldLoop(
                        new FoldLateRows(writer, Clock.systemUTC()),
                        new RebuildDays(writer, Clock.systemUTC()),
                        new SealDays(writer)));
        URI apiUrl = URI.create("http://" + urlHost() + ":" + api.orThrow().port());
        awaitAnswer(apiUrl);
        RunningProcess self = RunningProcess.current();
        RunFile description = new RunFile(
                self.pid(),
                self.startedAt().toEpochMilli(),
                Instant.now().toString(),
                settings.version(),
                Runtime.version().toString(),
                apiUrl.toString(),
                kafka.access().bootstrapServers(),
                postgres.url(),
                flink.url().map(URI::toString).orElse(null),
                job.id());
        String key = new SecretFile(settings.folder().demoKeyFile()).readOrMake();
        String signInUrl = apiUrl + api.orThrow().signInPath(key);
        return new Ready(parts, job, postgres, kafka.access(), description, signInUrl);
    }

    private LocalPostgres startPostgres(int port) throws Exception {
        DataFolder folder = settings.folder();
        LocalPostgres postgres = parts.start(
                "postgres",
                () -> LocalPostgres.start(
                        folder.postgres(),
                        folder.postgresPrograms(),
                        new SecretFile(folder.postgresPasswordFile()),
                        port,
                        folder.logs().resolve("postgres.log")),
                LocalPostgres::close);
        parts.timed("schema", () -> {
            int migrations = Schema.migrate(postgres.as(LocalPostgres.OWNER_ROLE));
            postgres.setPassword(Schema.WRITER_ROLE);
            postgres.setPassword(Schema.READER_ROLE);
            DemoKey.ensure(folder, postgres.as(LocalPostgres.OWNER_ROLE), Clock.systemUTC());
            return migrations;
        });
        return postgres;
    }

    private RunningJob startJob(LocalFlink flink, EmbeddedJob clickJob, Configuration jobSettings) throws Exception {
        return parts.start(
                "job",
                () -> {
                    RunningJob job = flink.submit(clickJob.graph(jobSettings, Clock.systemUTC()));
                    awaitRunning(job);
                    return job;
                },
                RunningJob::cancel);
    }

    /** Returns immediately if no record is missing, so that the API usually starts at the same time as the job. */
    private void awaitCaughtUp(Future<RunningJob> job, EmbeddedKafka kafka, LocalPostgres postgres) throws Exception {
        DataSource database = postgres.as(Schema.READER_ROLE);
        long records = new TopicOffsets(kafka.access(), Topics.DEFAULTS).clicks();
        if (received(database) < records) {
            job.get();
            new CatchUp(() -> received(database), CATCH_UP_WAIT, progress).await(records);
        }
    }

    /** How many records of the topic the job has received: those that are logged, duplicates or rejected. */
    private long received(DataSource database) throws SQLException {
        parts.checkStop();
        return Progress.read(database).map(Progress::received).orElse(0L);
    }

    private ApiConfig apiConfig(Map<String, String> shared, int port) throws IOException {
        Map<String, String> apiSettings = new HashMap<>(shared);
        apiSettings.putIfAbsent(
                "CLICKMILL_SESSION_KEY", new SecretFile(settings.folder().sessionKeyFile()).readOrMake());
        apiSettings.put("CLICKMILL_API_HOST", settings.host());
        apiSettings.put("CLICKMILL_API_PORT", Integer.toString(port));
        apiSettings.putIfAbsent(
                "CLICKMILL_API_SEAL_DIR", settings.folder().seals().toString());
        return ApiConfig.parse(apiSettings);
    }

    private Map<String, String> sharedSettings(KafkaAccess kafka, int postgresPort) throws IOException {
        DataFolder folder = settings.folder();
        String password = new SecretFile(folder.postgresPasswordFile()).readOrMake();
        Map<String, String> shared =
                OwnServers.addTo(settings.environment(), kafka, postgresPort, password, folder.checkpoints());
        shared.putIfAbsent("CLICKMILL_VISITOR_KEY", new SecretFile(folder.visitorKeyFile()).readOrMake());
        return shared;
    }

    /**
     * The checkpoint from which the job resumes; empty for a new system, and if the user has everything counted again.
     *
     * @throws CommandFailure if a checkpoint exists but its database is gone. Otherwise the job would resume on an
     *     empty database
     */
    private Optional<Path> startFrom(RetainedCheckpoints retained) throws IOException {
        DataFolder folder = settings.folder();
        if (new Settings(settings.environment()).flag("CLICKMILL_REBUILD_WITHOUT_STATE")) {
            return Optional.empty();
        }
        Optional<Path> newest = retained.newest();
        if (newest.isPresent() && !LocalPostgres.isIn(folder.postgres())) {
            throw new CommandFailure(folder.postgres() + ": no database (expected: the one that belongs to the"
                    + " checkpoints in " + folder.checkpoints() + "); bring it back, or start once with"
                    + " CLICKMILL_REBUILD_WITHOUT_STATE=true: a new one is made, and all events that Kafka has are"
                    + " counted again");
        }
        return newest;
    }

    private Configuration jobSettings(EmbeddedJob clickJob, Optional<Path> startFrom) throws IOException {
        Files.createDirectories(settings.folder().checkpoints());
        Configuration job = clickJob.configuration();
        if (startFrom.isPresent()) {
            LOG.info("the job resumes from {}", startFrom.get());
            job.set(StateRecoveryOptions.SAVEPOINT_PATH, startFrom.get().toUri().toString());
            // An earlier release may have had operators that this one no longer has.
            job.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
            job.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.NO_CLAIM);
        }
        return job;
    }

    /** An address that clients on this machine can use, even if the API listens on all addresses. */
    private String urlHost() {
        String host = settings.host();
        if (host.equals("0.0.0.0") || host.equals("::")) {
            return "127.0.0.1";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private void awaitRunning(RunningJob job) throws InterruptedException {
        Instant deadline = Instant.now().plus(READY_WAIT);
        while (!job.isRunning()) {
            parts.checkStop();
            if (job.hasEnded() || Instant.now().isAfter(deadline)) {
                String cause = job.failure().orElse("no cause is known");
                throw new CommandFailure("the job does not run: " + cause + "; see "
                        + settings.folder().logFile());
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private void awaitAnswer(URI apiUrl) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(apiUrl.resolve("/health/ready"))
                .timeout(Duration.ofSeconds(10))
                .build();
        Instant deadline = Instant.now().plus(READY_WAIT);
        String answer = "none";
        while (Instant.now().isBefore(deadline)) {
            parts.checkStop();
            try {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == HTTP_OK) {
                    return;
                }
                answer = "HTTP " + response.statusCode() + " " + response.body();
            } catch (IOException e) {
                answer = e.toString();
            }
            Thread.sleep(POLL.toMillis());
        }
        throw new CommandFailure("the API is not ready (last answer: " + answer + "); see "
                + settings.folder().logFile());
    }
}
