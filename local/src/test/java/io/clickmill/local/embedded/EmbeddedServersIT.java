package io.clickmill.local.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.Schema;
import io.clickmill.contract.Topics;
import io.clickmill.job.event.ClicksTopic;
import io.clickmill.job.links.LinksTopic;
import io.clickmill.local.importer.ClickSender;
import io.clickmill.local.run.DataFolder;
import io.clickmill.local.run.KafkaLogin;
import io.clickmill.local.run.KafkaProbe;
import io.clickmill.local.run.Processes;
import io.clickmill.local.run.SecretFile;
import io.clickmill.local.run.TopicOffsets;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriber;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServersIT {
    @TempDir
    private Path folder;

    @Test
    void keepsPostgresDataOverARestartAndStopsALeftoverServer() throws Exception {
        leaveBehind();
        long leftBehind = postmaster().orElseThrow().pid();
        try (LocalPostgres second = startPostgres()) {
            assertThat(text(second, "SELECT account_id FROM account")).isEqualTo("kept");
            assertThat(postmaster().orElseThrow().pid()).isNotEqualTo(leftBehind);
            assertThat(ProcessHandle.of(leftBehind).filter(Processes::isRunning))
                    .isEmpty();
            assertThat(text(second, "SHOW fsync")).isEqualTo("on");
            assertThat(text(second, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(text(second, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        }
        assertThat(postmaster()).isEmpty();
        try (LocalPostgres third = startPostgres()) {
            assertThat(text(third, "SELECT account_id FROM account")).isEqualTo("kept");
        }
    }

    @Test
    void asksForThePasswordOfTheDataFolder() throws Exception {
        Path rules = folder.resolve("postgres/pg_hba.conf");
        try (LocalPostgres postgres = startPostgres()) {
            assertRefusedWithoutPassword(postgres);
            assertThat(Files.getPosixFilePermissions(folder.resolve("programs")))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            Schema.migrate(postgres.as(LocalPostgres.OWNER_ROLE));
            postgres.setPassword(Schema.READER_ROLE);
            execute(postgres.as(Schema.READER_ROLE), "SELECT FROM click_event");
            // Older releases created the database without a password.
            execute(postgres.as(LocalPostgres.OWNER_ROLE), "ALTER ROLE postgres PASSWORD NULL");
        }
        Files.writeString(rules, "host all all 127.0.0.1/32 trust\n");
        try (LocalPostgres older = startPostgres()) {
            assertRefusedWithoutPassword(older);
        }
        Files.delete(folder.resolve("postgres.password"));
        try (LocalPostgres lost = startPostgres()) {
            assertRefusedWithoutPassword(lost);
            assertThat(Files.readString(rules)).doesNotContain("trust");
        }
    }

    private static void assertRefusedWithoutPassword(LocalPostgres postgres) throws SQLException {
        assertThat(text(postgres, "SELECT 1")).isEqualTo("1");
        for (String role : List.of(LocalPostgres.OWNER_ROLE, Schema.READER_ROLE)) {
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.url(), role, "guess"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void leavesAnotherProcessWithThePostmastersPidAlone() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path pidFile = Files.writeString(
                data.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n" + data + "\n");
        LeftoverPostgres.stop(data);
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void startsAfterAFirstStartThatWasKilledHalfway() throws Exception {
        Path data = Files.createDirectory(folder.resolve("postgres"));
        Files.writeString(data.resolve("PG_VERSION"), "17\n");
        try (LocalPostgres postgres = startPostgres()) {
            assertThat(text(postgres, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void keepsKafkaDataOverARestart() throws Exception {
        try (EmbeddedKafka kafka = startKafka()) {
            try (ClickSender sender = new ClickSender(kafka.access(), Topics.DEFAULTS.clicks(), Map.of())) {
                sender.send("a", "one".getBytes(StandardCharsets.UTF_8));
                // This is over the limit of an event, but Kafka must accept it, so that the job can reject it.
                sender.send(null, new byte[100_000]);
                sender.flush();
            }
            assertThat(new TopicOffsets(kafka.access(), Topics.DEFAULTS).clicks())
                    .isEqualTo(2);
            assertThat(setting(kafka, Topics.DEFAULTS.clicks(), "message.timestamp.type"))
                    .isEqualTo("LogAppendTime");
            assertThat(setting(kafka, Topics.DEFAULTS.clicks(), "retention.ms")).isEqualTo("-1");
            assertThat(setting(kafka, Topics.DEFAULTS.links(), "cleanup.policy"))
                    .isEqualTo("compact");
            assertThat(partitions(kafka, new LinksTopic(Topics.DEFAULTS.links())))
                    .isNotEmpty();
            assertThatThrownBy(() -> partitions(kafka, new LinksTopic("no-links")))
                    .hasMessageStartingWith("topic no-links: absent (expected: a topic with cleanup.policy=compact");
            assertThat(partitions(kafka, new ClicksTopic(Topics.DEFAULTS.clicks())))
                    .isNotEmpty();
            assertThatThrownBy(() -> partitions(kafka, new ClicksTopic(Topics.DEFAULTS.rejected())))
                    .hasMessageStartingWith(
                            "topic clicks.rejected: message.timestamp.type is CreateTime (expected: LogAppendTime)");
        }
        try (EmbeddedKafka kafka = startKafka()) {
            assertThat(new TopicOffsets(kafka.access(), Topics.DEFAULTS).clicks())
                    .isEqualTo(2);
        }
    }

    @Test
    void letsNobodyIntoKafkaWithoutThePasswordOfTheDataFolder() throws Exception {
        int controllerPort = freePort();
        String controller = "127.0.0.1:" + controllerPort;
        try (EmbeddedKafka kafka = startKafka(controllerPort)) {
            String server = kafka.access().bootstrapServers();
            Map<String, String> login = kafka.access().clientProperties();
            assertThat(KafkaProbe.clients(login).values()).hasSize(3).containsOnly(KafkaProbe.DONE);
            assertThat(KafkaProbe.controller(controller, login)).isEqualTo(KafkaProbe.DONE);

            Map<String, String> nothing = Map.of("bootstrap.servers", server);
            assertThat(KafkaProbe.clients(nothing).values()).hasSize(3).containsOnly("TimeoutException");
            assertThat(KafkaProbe.controller(controller, nothing)).isEqualTo("TimeoutException");

            Map<String, String> guess = new KafkaLogin("guess").access(server).clientProperties();
            assertThat(KafkaProbe.clients(guess).values()).hasSize(3).containsOnly("SaslAuthenticationException");
            assertThat(KafkaProbe.controller(controller, guess)).isEqualTo("SaslAuthenticationException");

            Map<String, String> anonymous = new HashMap<>(login);
            anonymous.put("sasl.mechanism", "ANONYMOUS");
            anonymous.put("security.protocol", "PLAINTEXT");
            assertThat(KafkaProbe.clients(anonymous).values()).containsOnly("TimeoutException");
        }
    }

    @Test
    void protectsTheKafkaOfAFolderOfAnOlderRelease() throws Exception {
        DataFolder data = new DataFolder(folder);
        try (EmbeddedKafka kafka = startKafka()) {
            try (ClickSender sender = new ClickSender(kafka.access(), Topics.DEFAULTS.clicks(), Map.of())) {
                sender.send("a", "one".getBytes(StandardCharsets.UTF_8));
            }
        }
        // Older releases had no password. Apart from that the folder is the same.
        Files.delete(data.kafkaPasswordFile());
        try (EmbeddedKafka kafka = startKafka()) {
            assertThat(new TopicOffsets(kafka.access(), Topics.DEFAULTS).clicks())
                    .isEqualTo(1);
            assertThat(KafkaProbe.clients(
                                    Map.of("bootstrap.servers", kafka.access().bootstrapServers()))
                            .values())
                    .doesNotContain(KafkaProbe.DONE);
        }
    }

    @Test
    void writesAFileWithWhichKafkasOwnToolsLogIn() throws Exception {
        DataFolder data = new DataFolder(folder);
        KafkaLogin login = KafkaLogin.of(data);
        login.writeClientFile(data);
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(data.kafkaClientFile())) {
            settings.load(file);
        }
        assertThat(settings).isEqualTo(login.access("").options());
        for (Path secret : List.of(data.kafkaClientFile(), data.kafkaPasswordFile())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
        }
        assertThat(login.toString()).doesNotContain(login.password());
    }

    private static Set<TopicPartition> partitions(EmbeddedKafka kafka, KafkaSubscriber topic) {
        try (AdminClient admin =
                AdminClient.create(Map.<String, Object>copyOf(kafka.access().clientProperties()))) {
            return topic.getSubscribedTopicPartitions(admin);
        }
    }

    private LocalPostgres startPostgres() throws Exception {
        return startPostgres(folder);
    }

    private static LocalPostgres startPostgres(Path folder) throws Exception {
        return LocalPostgres.start(
                folder.resolve("postgres"),
                folder.resolve("programs"),
                new SecretFile(folder.resolve("postgres.password")),
                Ports.claim("PostgreSQL", "--postgres-port", "127.0.0.1", 0),
                folder.resolve("postgres.log"));
    }

    /** Runs a process that starts the server and dies. */
    private void leaveBehind() throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        DyingParent.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("parent.log").toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("parent.log")))
                .isEqualTo(DyingParent.EXIT_CODE);
    }

    /** Starts a server, keeps a row in it, and dies without stopping it. */
    static final class DyingParent {
        static final int EXIT_CODE = 9;

        public static void main(String[] args) throws Exception {
            LocalPostgres postgres = startPostgres(Path.of(args[0]));
            Schema.migrate(postgres.as(LocalPostgres.OWNER_ROLE));
            execute(postgres.as(LocalPostgres.OWNER_ROLE), "INSERT INTO account (account_id) VALUES ('kept')");
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private Optional<ProcessHandle> postmaster() throws IOException {
        Path pidFile = folder.resolve("postgres/postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        return ProcessHandle.of(
                Long.parseLong(Files.readAllLines(pidFile).get(0).strip()));
    }

    private EmbeddedKafka startKafka() throws Exception {
        return startKafka(freePort());
    }

    private EmbeddedKafka startKafka(int controllerPort) throws Exception {
        DataFolder data = new DataFolder(folder);
        return EmbeddedKafka.start(data.kafka(), KafkaLogin.of(data), freePort(), controllerPort);
    }

    private static int freePort() {
        return Ports.claim("Kafka", "--kafka-port", "127.0.0.1", 0);
    }

    private static String setting(EmbeddedKafka kafka, String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(Map.copyOf(kafka.access().clientProperties()))) {
            return admin.describeConfigs(List.of(resource))
                    .all()
                    .get(10, TimeUnit.SECONDS)
                    .get(resource)
                    .get(name)
                    .value();
        }
    }

    private static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(LocalPostgres postgres, String query) throws SQLException {
        try (Connection connection = postgres.as(LocalPostgres.OWNER_ROLE).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
