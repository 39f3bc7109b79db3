package io.clickmill.bench.servers;

import io.clickmill.bench.Progress;
import io.clickmill.bench.data.ClickData;
import io.clickmill.bench.data.DataShape;
import io.clickmill.contract.Schema;
import io.clickmill.contract.Topics;
import io.clickmill.contract.settings.KafkaAccess;
import io.clickmill.local.embedded.EmbeddedKafka;
import io.clickmill.local.embedded.LocalPostgres;
import io.clickmill.local.embedded.Ports;
import io.clickmill.local.run.DataFolder;
import io.clickmill.local.run.KafkaLogin;
import io.clickmill.local.run.SecretFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * The Kafka that holds the records of a measurement, and where its PostgreSQL servers come from. Both are started as
 * {@code up} starts them. All runs read the same topic, but each has a new database.
 */
public final class BenchServers implements Closeable {
    private static final String LOOPBACK = "127.0.0.1";

    private final DataFolder folder;
    private final EmbeddedKafka kafka;
    private int databases;
    private int checkpointFolders;

    private BenchServers(DataFolder folder, EmbeddedKafka kafka) {
        this.folder = folder;
        this.kafka = kafka;
    }

    /** A PostgreSQL with the current schema and without rows. Job and API may log in. */
    public record Database(LocalPostgres server, Path data, int port, String password) implements Closeable {
        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** Starts Kafka with the records of a shape in its topic of clicks. */
    public static BenchServers start(DataFolder folder, DataShape shape, Progress progress) throws IOException {
        // The first start creates the topics.
        startKafka(folder).close();
        ClickData data = new ClickData(shape);
        Backlog.write(
                folder.kafka().resolve("data"),
                Topics.DEFAULTS.clicks(),
                data,
                written -> progress.at("writing the records", written, shape.events()));
        return new BenchServers(folder, startKafka(folder));
    }

    /** Starts Kafka with an empty topic of clicks. */
    public static BenchServers startEmpty(DataFolder folder) throws IOException {
        return new BenchServers(folder, startKafka(folder));
    }

    private static EmbeddedKafka startKafka(DataFolder folder) throws IOException {
        int port = Ports.claim("Kafka", "", LOOPBACK, 0);
        int controllerPort = Ports.claim("Kafka's controller", "", LOOPBACK, 0);
        return EmbeddedKafka.start(folder.kafka(), KafkaLogin.of(folder), port, controllerPort);
    }

    public KafkaAccess kafka() {
        return kafka.access();
    }

    public DataFolder folder() {
        return folder;
    }

    /** Starts another PostgreSQL. The caller stops it. */
    public Database newDatabase() throws IOException, SQLException {
        databases++;
        return startDatabase(folder, "postgres-" + databases);
    }

    /**
     * Starts a PostgreSQL for a measurement that needs no Kafka. The caller stops it.
     *
     * @param name of its folder and its log; each database of a folder needs another one
     */
    public static Database startDatabase(DataFolder folder, String name) throws IOException, SQLException {
        int port = Ports.claim("PostgreSQL", "", LOOPBACK, 0);
        SecretFile passwordFile = new SecretFile(folder.postgresPasswordFile());
        Path data = folder.path().resolve(name);
        LocalPostgres server = LocalPostgres.start(
                data,
                folder.postgresPrograms(),
                passwordFile,
                port,
                folder.logs().resolve(name + ".log"));
        try {
            Schema.migrate(server.as(LocalPostgres.OWNER_ROLE));
            server.setPassword(Schema.WRITER_ROLE);
            server.setPassword(Schema.READER_ROLE);
            return new Database(server, data, port, passwordFile.readOrMake());
        } catch (SQLException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /** A new folder for the checkpoints of a job. */
    public Path newCheckpoints() throws IOException {
        checkpointFolders++;
        return Files.createDirectories(folder.path().resolve("checkpoints-" + checkpointFolders));
    }

    @Override
    public void close() {
        kafka.close();
    }
}
