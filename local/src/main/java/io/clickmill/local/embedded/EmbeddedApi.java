package io.clickmill.local.embedded;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;

/** STAND-IN until the API is there: answers 200 to everything. */
final class EmbeddedApi implements AutoCloseable {
    private final HttpServer server;

    private EmbeddedApi(HttpServer server) {
        this.server = server;
    }

    static EmbeddedApi start(Map<String, String> settings) throws IOException {
        HttpServer server = HttpServer.create(
                new InetSocketAddress(
                        settings.getOrDefault("CLICKMILL_API_HOST", "127.0.0.1"),
                        Integer.parseInt(settings.getOrDefault("CLICKMILL_API_PORT", "8080"))),
                0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return new EmbeddedApi(server);
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
