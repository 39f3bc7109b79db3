package io.clickmill.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests a server that requires four megabytes a second after 300 ms, so that the tests are fast. */
final class MinimumRateIT {
    private static final Duration GRACE = Duration.ofMillis(300);

    /** The size of a long response, which is far more than the operating system's buffers hold. */
    private static final int LARGE = 8_000_000;

    private static final int BYTES_PER_SECOND = 4_000_000;

    private final CompletableFuture<Long> read = new CompletableFuture<>();
    private final CompletableFuture<Void> written = new CompletableFuture<>();
    private Server server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        MinimumRate rate = new MinimumRate(GRACE, BYTES_PER_SECOND);
        rate.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                String path = request.getHttpURI().getPath();
                if (path.equals("/read")) {
                    read(request);
                } else if (path.equals("/think")) {
                    Thread.sleep(GRACE.toMillis() * 2);
                }
                int length = path.equals("/large") ? LARGE : 2;
                response.write(
                        true,
                        ByteBuffer.allocate(length),
                        Callback.from(
                                () -> {
                                    written.complete(null);
                                    callback.succeeded();
                                },
                                failure -> {
                                    written.completeExceptionally(failure);
                                    callback.failed(failure);
                                }));
                return true;
            }
        });
        server.setHandler(rate);
        server.start();
        port = connector.getLocalPort();
    }

    private void read(Request request) {
        try (InputStream in = Content.Source.asInputStream(request)) {
            read.complete(in.transferTo(OutputStream.nullOutputStream()));
        } catch (IOException e) {
            read.completeExceptionally(e);
        }
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void endsABodyThatTrickles() throws Exception {
        try (Socket client = connect()) {
            send(client, "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
            for (int i = 0; i < 20 && !read.isDone(); i++) {
                trickle(client);
            }
            assertThatThrownBy(() -> read.get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        }
    }

    /**
     * Unused time beyond the grace is lost. Otherwise the quick start of 8 MB would leave the client two more seconds.
     */
    @Test
    void endsABodyThatTricklesAfterAQuickStart() throws Exception {
        try (Socket client = connect()) {
            send(client, "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n" + " ".repeat(8_000_000));
            for (int i = 0; i < 12 && !read.isDone(); i++) {
                trickle(client);
            }
            assertThatThrownBy(() -> read.get(0, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void waitsLongerForABodyThatKeepsItsRate() throws Exception {
        try (Socket client = connect()) {
            send(client, "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n");
            for (int i = 0; i < 10; i++) {
                Thread.sleep(60);
                send(client, " ".repeat(400_000));
            }
            assertThat(read.get(5, TimeUnit.SECONDS)).isEqualTo(4_000_000);
            assertThat(firstByte(client)).isEqualTo('H');
        }
    }

    /** The write fails long before the client has taken 8 MB at 100 bytes a second. */
    @Test
    void endsAResponseThatIsTakenSlowly() throws Exception {
        try (Socket client = connect()) {
            send(client, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
            for (int i = 0; i < 50 && !written.isDone(); i++) {
                Thread.sleep(100);
                client.getInputStream()
                        .readNBytes(Math.min(10, client.getInputStream().available()));
            }
            assertThatThrownBy(() -> written.get(0, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void allowsTheServerToTakeItsTime() throws Exception {
        try (Socket client = connect()) {
            send(client, "GET /think HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(firstByte(client)).isEqualTo('H');
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return socket;
    }

    private static void trickle(Socket client) throws Exception {
        Thread.sleep(100);
        try {
            send(client, " ");
        } catch (IOException e) {
            // The server has closed the connection.
        }
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static int firstByte(Socket client) throws IOException {
        return client.getInputStream().read();
    }
}
