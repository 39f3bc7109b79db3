package io.clickmill.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.local.run.DataFolder;
import io.clickmill.local.run.KafkaProbe;
import io.clickmill.local.run.RunFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Checks what other users of the machine, and others in its network, can connect to. Linux lists the sockets. */
@EnabledOnOs(OS.LINUX)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenSocketsIT {
    private static final int WAIT_MILLIS = 2_000;
    private static final Pattern BLOB_SERVER = Pattern.compile("Started BLOB server at 127\\.0\\.0\\.1:([0-9]+)");

    /** A request to the blob server to store a blob of 4 bytes that belongs to no job. */
    private static final byte[] PUT_BLOB = {0, 0, 1, 4, 0, 0, 0, 'b', 'l', 'o', 'b', -1, -1, -1, -1};

    @RegisterExtension
    private static final SharedSystem SYSTEM = new SharedSystem();

    @TempDir
    private static Path temp;

    @Test
    @Order(1)
    void listensOnKnownPortsOfTheLoopbackOnly() throws Exception {
        assertOnlyKnown(SYSTEM.data());
        assertThat(SYSTEM.description().flinkUrl()).isNull();
    }

    @Test
    @Order(2)
    void answersNobodyWithoutASecretOfTheDataFolder() throws Exception {
        RunFile system = SYSTEM.description();
        for (String password : List.of("", "guess")) {
            assertThatThrownBy(() -> DriverManager.getConnection(system.postgresUrl(), "postgres", password))
                    .hasMessageContaining("password");
        }
        Map<String, String> anonymous = Map.of("bootstrap.servers", system.kafkaBootstrapServers());
        assertThat(KafkaProbe.clients(anonymous).values()).hasSize(3).containsOnly("TimeoutException");
        int controller = known(SYSTEM.data()).get("Kafka's controller");
        assertThat(KafkaProbe.controller("127.0.0.1:" + controller, anonymous)).isEqualTo("TimeoutException");
        int api = URI.create(system.apiUrl()).getPort();
        assertThat(http(api, "GET /v1/stats", "127.0.0.1:" + api)).startsWith("HTTP/1.1 401");
        assertThat(http(api, "POST /v1/events", "127.0.0.1:" + api)).startsWith("HTTP/1.1 401");
        assertBlobServerAsksForTheCertificate();
    }

    @Test
    @Order(3)
    void keepsItsSecretsOutOfLogsArgumentsAndSettings() throws Exception {
        DataFolder folder = new DataFolder(SYSTEM.data());
        List<Path> readable;
        try (Stream<Path> logs = Files.list(folder.logs())) {
            readable = Stream.concat(
                            logs,
                            Stream.of(
                                    folder.runFile(),
                                    folder.jobFile(),
                                    folder.kafka().resolve("server.properties"),
                                    Path.of(
                                            "/proc",
                                            Long.toString(SYSTEM.description().pid()),
                                            "cmdline"),
                                    Path.of(
                                            "/proc",
                                            Long.toString(SYSTEM.description().pid()),
                                            "environ")))
                    .toList();
        }
        for (Path secret :
                List.of(folder.kafkaPasswordFile(), folder.flinkPasswordFile(), folder.postgresPasswordFile())) {
            String text = Files.readString(secret).strip();
            for (Path file : readable) {
                assertThat(Files.readString(file)).as("%s in %s", secret, file).doesNotContain(text);
            }
        }
    }

    @Test
    @Order(4)
    void showsFlinksPageReadOnlyAndOnlyOnRequest() throws Exception {
        Path data = temp.resolve("paged");
        LocalRun.up(data, "--port", "0", "--flink-port", "0");
        try {
            assertOnlyKnown(data);
            assertReadOnly(data);
        } finally {
            LocalRun.command("down", "--data", data.toString());
        }
    }

    private static void assertReadOnly(Path data) throws Exception {
        RunFile system = LocalRun.description(data);
        int port = URI.create(system.flinkUrl()).getPort();
        String own = "127.0.0.1:" + port;
        String job = "/jobs/" + system.jobId();
        assertThat(http(port, "GET /", own)).startsWith("HTTP/1.1 200").contains("<html");
        assertThat(http(port, "GET " + job, "LOCALHOST:" + port))
                .startsWith("HTTP/1.1 200")
                .contains("RUNNING");
        assertThat(http(port, "GET /jobmanager/config", own))
                .startsWith("HTTP/1.1 200")
                .contains("security.ssl.internal.enabled")
                .doesNotContain(Files.readString(new DataFolder(data).flinkPasswordFile())
                        .strip());
        for (String host :
                List.of("evil.example", "evil.example:" + port, "127.0.0.1", "127.0.0.1:1", own + ".evil", "")) {
            assertThat(http(port, "GET " + job, host)).as(host).startsWith("HTTP/1.1 403");
        }
        for (String order : List.of(
                "PATCH " + job + "?mode=cancel",
                "PATCH " + job,
                "POST " + job + "/stop",
                "POST " + job + "/savepoints",
                "POST " + job + "/checkpoints",
                "POST /jars/upload",
                "POST /jobs",
                "POST /savepoint-disposal",
                "PUT " + job + "/resource-requirements",
                "DELETE /cluster",
                "OPTIONS /jobs",
                "BREW /")) {
            assertThat(http(port, order, own))
                    .as(order)
                    .startsWith("HTTP/1.1 405")
                    .contains("GET or HEAD");
        }
        // Old commands that Flink accepts by GET.
        for (String order : List.of("/yarn-cancel", "/yarn-stop")) {
            assertThat(http(port, "GET " + job + order, own)).as(order).startsWith("HTTP/1.1 404");
        }
        Thread.sleep(Duration.ofSeconds(2).toMillis());
        assertThat(http(port, "GET " + job, own)).startsWith("HTTP/1.1 200").contains("\"state\":\"RUNNING\"");
        assertThat(LocalRun.command("status", "--json", "--data", data.toString())
                        .output())
                .contains("\"job\":\"RUNNING\",\"restarts\":0");
    }

    private static void assertOnlyKnown(Path data) throws IOException {
        long postmaster = Long.parseLong(Files.readAllLines(data.resolve("postgres/postmaster.pid"))
                .get(0)
                .strip());
        Set<InetSocketAddress> open = OpenSockets.of(LocalRun.description(data).pid(), postmaster);
        assertThat(open).allMatch(socket -> socket.getAddress().isLoopbackAddress(), "on the loopback");
        assertThat(open.stream().map(InetSocketAddress::getPort).collect(Collectors.toSet()))
                .as("ports of %s", known(data))
                .containsExactlyInAnyOrderElementsOf(known(data).values());
    }

    /** The known ports. The tests above try to connect to each of them. */
    private static Map<String, Integer> known(Path data) throws IOException {
        DataFolder folder = new DataFolder(data);
        RunFile system = LocalRun.description(data);
        Map<String, Integer> ports = new TreeMap<>();
        ports.put("API", URI.create(system.apiUrl()).getPort());
        ports.put(
                "Kafka", URI.create("kafka://" + system.kafkaBootstrapServers()).getPort());
        ports.put(
                "PostgreSQL",
                URI.create(system.postgresUrl().substring("jdbc:".length())).getPort());
        Properties kafka = new Properties();
        try (InputStream file = Files.newInputStream(folder.kafka().resolve("server.properties"))) {
            kafka.load(file);
        }
        String voter = kafka.getProperty("controller.quorum.voters");
        ports.put("Kafka's controller", Integer.parseInt(voter.substring(voter.lastIndexOf(':') + 1)));
        Matcher blobServer = BLOB_SERVER.matcher(Files.readString(folder.logFile()));
        while (blobServer.find()) {
            // The log may have several starts; the last one counts.
            ports.put("Flink's blob server", Integer.parseInt(blobServer.group(1)));
        }
        if (system.flinkUrl() != null) {
            ports.put("Flink's page", URI.create(system.flinkUrl()).getPort());
        }
        return ports;
    }

    private static void assertBlobServerAsksForTheCertificate() throws Exception {
        int port = known(SYSTEM.data()).get("Flink's blob server");
        try (Socket plain = connect(port)) {
            plain.getOutputStream().write(PUT_BLOB);
            // The server closes the connection, maybe after a TLS alert, which is record type 21. It would answer 0 if
            // it accepted the blob.
            assertThat(plain.getInputStream().read()).isIn(-1, 21);
        }
        assertThatThrownBy(() -> putBlob(port, new KeyManager[0]))
                .isInstanceOfAny(SSLException.class, SocketException.class);
        assertThat(putBlob(port, keyOfTheFolder())).isZero();
    }

    /** Sends a blob over TLS with these keys, and returns the first byte of the blob server's answer. */
    private static int putBlob(int port, KeyManager[] keys) throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys, new TrustManager[] {new TrustsEverybody()}, null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(connect(port), "127.0.0.1", port, true)) {
            socket.getOutputStream().write(PUT_BLOB);
            return socket.getInputStream().read();
        }
    }

    private static KeyManager[] keyOfTheFolder() throws Exception {
        DataFolder folder = new DataFolder(SYSTEM.data());
        char[] password = Files.readString(folder.flinkPasswordFile()).strip().toCharArray();
        KeyStore store = KeyStore.getInstance(folder.flinkKeyStore().toFile(), password);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        return keys.getKeyManagers();
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(WAIT_MILLIS);
        return socket;
    }

    /**
     * Sends a request with a body that a web page can send. An empty host means no Host header. Returns the whole
     * answer.
     */
    private static String http(int port, String methodAndPath, String host) throws IOException {
        String body = "{\"target-directory\":\"" + temp.resolve("written").toUri() + "\"}";
        try (Socket socket = connect(port)) {
            socket.getOutputStream()
                    .write((methodAndPath + " HTTP/1.1\r\n" + (host.isEmpty() ? "" : "Host: " + host + "\r\n")
                                    + "Origin: http://evil.example\r\nContent-Type: text/plain\r\nConnection: close\r\n"
                                    + (methodAndPath.startsWith("GET") ? "\r\n" : length(body)))
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (SocketTimeoutException e) {
            throw new AssertionError(methodAndPath + " is not answered", e);
        }
    }

    private static String length(String body) {
        return "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Accepts any certificate of the blob server. */
    private static final class TrustsEverybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
