package io.clickmill.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.ClickStatsApi;
import io.clickmill.api.TestApi;
import io.clickmill.contract.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ConnectionsPerAddressIT {
    private static TestDatabase database;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void refusesFurtherConnectionsOfOneAddressOnly() throws Exception {
        try (ClickStatsApi api = api(Map.of("CLICKMILL_API_CONNECTIONS_PER_ADDRESS", "3"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(isAnswered(connect(api, "127.0.0.1"))).isTrue();
            }
            for (int i = 0; i < 3; i++) {
                assertThat(isAnswered(connect(api, "127.0.0.1"))).isFalse();
            }
            assertThat(isAnswered(connect(api, "127.0.0.2"))).isTrue();
            sockets.get(0).close();
            boolean answered = false;
            for (int i = 0; i < 100 && !answered; i++) {
                Thread.sleep(20);
                answered = isAnswered(connect(api, "127.0.0.1"));
            }
            assertThat(answered).isTrue();
        }
    }

    @Test
    void hasNoLimitBehindAProxy() throws Exception {
        try (ClickStatsApi api =
                api(Map.of("CLICKMILL_API_CONNECTIONS_PER_ADDRESS", "3", "CLICKMILL_API_BEHIND_PROXY", "true"))) {
            for (int i = 0; i < 6; i++) {
                assertThat(isAnswered(connect(api, "127.0.0.1"))).isTrue();
            }
        }
    }

    private static ClickStatsApi api(Map<String, String> settings) {
        return TestApi.start(database, Clock.systemUTC(), settings);
    }

    /** Connects from an address of 127.0.0.0/8, all of which belong to this machine. */
    private Socket connect(ClickStatsApi api, String from) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setSoTimeout(10_000);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", api.port()));
        return socket;
    }

    private static boolean isAnswered(Socket socket) throws IOException {
        try {
            socket.getOutputStream()
                    .write("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == 'H';
        } catch (SocketException e) {
            return false;
        }
    }
}
