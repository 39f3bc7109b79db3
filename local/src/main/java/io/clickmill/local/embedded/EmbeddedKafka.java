package io.clickmill.local.embedded;

import io.clickmill.contract.Topics;
import io.clickmill.contract.settings.KafkaAccess;
import io.clickmill.local.run.KafkaLogin;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka node in this process, which is broker and controller, and listens on this machine's loopback only. Its
 * folder is formatted at the first start and reused at the next, also after a kill. Every connection needs the password
 * of the data folder, because other users of the machine can reach the loopback too.
 */
public final class EmbeddedKafka implements Closeable {
    /**
     * The maximum size of an event. It is far above the 64 KiB of a valid one, so that the job gets longer events and
     * rejects them.
     */
    static final int MAX_CLICK_BYTES = 2 << 20;

    /** The maximum size of a rejected event. It is larger, because headers have the event's origin and the reason. */
    static final int MAX_REJECTED_BYTES = MAX_CLICK_BYTES + (64 << 10);

    /** The name of the listener for clients. */
    private static final String CLIENTS = "LOCAL";

    private static final String CONTROLLER = "CONTROLLER";

    private static final int PARTITIONS = 4;
    private static final long FOREVER = -1;
    private static final long ADMIN_WAIT_SECONDS = 20;

    private final KafkaRaftServer server;
    private final KafkaAccess access;

    private EmbeddedKafka(KafkaRaftServer server, KafkaAccess access) {
        this.server = server;
        this.access = access;
    }

    /**
     * Starts the node and creates the topics that do not exist.
     *
     * @param folder the folder for all files of the node
     * @param login the login of every client, and of the node's own connections
     * @param port a free port
     * @param controllerPort another free port
     */
    public static EmbeddedKafka start(Path folder, KafkaLogin login, int port, int controllerPort) throws IOException {
        Files.createDirectories(folder);
        Path logFolder = folder.resolve("data");
        Properties settings = settings(logFolder, port, controllerPort);
        Path settingsFile = folder.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(settingsFile)) {
            settings.store(writer, "written at every start");
        }
        format(logFolder, settingsFile);
        // The password is not written to the file.
        settings.putAll(login.serverSettings(CLIENTS, CONTROLLER));
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        server.startup();
        EmbeddedKafka kafka = new EmbeddedKafka(server, login.access("127.0.0.1:" + port));
        try {
            kafka.createTopics();
            return kafka;
        } catch (IOException | RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    /** How clients connect. */
    public KafkaAccess access() {
        return access;
    }

    private static Properties settings(Path logFolder, int port, int controllerPort) {
        Properties settings = new Properties();
        settings.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry(
                        "listeners",
                        CLIENTS + "://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controllerPort),
                Map.entry("advertised.listeners", CLIENTS + "://127.0.0.1:" + port),
                Map.entry(
                        "listener.security.protocol.map",
                        CLIENTS + ":SASL_PLAINTEXT," + CONTROLLER + ":SASL_PLAINTEXT"),
                Map.entry("inter.broker.listener.name", CLIENTS),
                Map.entry("controller.listener.names", CONTROLLER),
                Map.entry("log.dirs", logFolder.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("num.partitions", Integer.toString(PARTITIONS)),
                Map.entry("message.max.bytes", Integer.toString(MAX_REJECTED_BYTES)),
                Map.entry("replica.fetch.max.bytes", Integer.toString(MAX_REJECTED_BYTES))));
        settings.putAll(Map.ofEntries(
                // Kafka keeps three replicas of these topics by default, but here is only one node.
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                // Kafka allocates this buffer at its start, by default 128 MB of the heap; topic `links` needs little.
                Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20)),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("num.recovery.threads.per.data.dir", "2"),
                // After a kill the node waits for the end of its former session, by default 9 s.
                Map.entry("broker.session.timeout.ms", "3000"),
                Map.entry("broker.heartbeat.interval.ms", "500")));
        return settings;
    }

    private static void format(Path logFolder, Path settingsFile) throws IOException {
        if (Files.exists(logFolder.resolve("meta.properties"))) {
            return;
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        String[] command = {
            "format",
            "--cluster-id",
            Uuid.randomUuid().toString(),
            "--config",
            settingsFile.toString(),
            "--ignore-formatted"
        };
        int result;
        try (PrintStream print = new PrintStream(output, true, StandardCharsets.UTF_8)) {
            result = StorageTool.execute(command, print);
        }
        if (result != 0) {
            throw new IOException("cannot format Kafka's folder " + logFolder + ": "
                    + output.toString(StandardCharsets.UTF_8).strip());
        }
    }

    private void createTopics() throws IOException {
        try (Admin admin = Admin.create(Map.copyOf(access.clientProperties()))) {
            Set<String> existing = admin.listTopics().names().get(ADMIN_WAIT_SECONDS, TimeUnit.SECONDS);
            List<NewTopic> missing = topics().stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            admin.createTopics(missing).all().get(ADMIN_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("cannot create Kafka's topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while creating Kafka's topics", e);
        }
    }

    private static List<NewTopic> topics() {
        String forever = Long.toString(FOREVER);
        return List.of(
                // Completeness goes by arrival time, which must be the broker's, not the sender's.
                topic(
                        Topics.DEFAULTS.clicks(),
                        Map.of(
                                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                                "LogAppendTime",
                                TopicConfig.RETENTION_MS_CONFIG,
                                forever,
                                TopicConfig.RETENTION_BYTES_CONFIG,
                                forever,
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(MAX_CLICK_BYTES))),
                topic(
                        Topics.DEFAULTS.rejected(),
                        Map.of(
                                TopicConfig.RETENTION_MS_CONFIG,
                                forever,
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(MAX_REJECTED_BYTES))),
                topic(
                        Topics.DEFAULTS.links(),
                        Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
    }

    private static NewTopic topic(String name, Map<String, String> settings) {
        return new NewTopic(name, PARTITIONS, (short) 1).configs(settings);
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
