package io.clickmill.api;

import io.clickmill.api.http.Routes;
import io.clickmill.api.http.ServerProblems;
import io.clickmill.api.server.ConnectionsPerAddress;
import io.clickmill.api.server.ForwardedFor;
import io.clickmill.api.server.HeadAsGet;
import io.clickmill.api.server.MinimumPiece;
import io.clickmill.api.server.MinimumRate;
import io.clickmill.api.server.SmallBodies;
import io.clickmill.api.server.ThreadlessResponses;
import io.javalin.config.JettyConfig;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The settings of Jetty: its threads, and its limits for clients. */
final class HttpServerSettings {
    /** How long running requests may take to finish when the API is closed. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /**
     * Room for a parameter of 10,000 characters and all other headers. A character is up to 3 bytes, each written as
     * %XX.
     */
    private static final int MAX_REQUEST_HEADER_BYTES = 128 * 1024;

    /** Maximum size of all responses that are being sent. Bodies of requests may take 40 MiB while they are read. */
    private static final int MAX_RESPONSE_BYTES_AT_ONCE = 64 * 1024 * 1024;

    /**
     * How long the server waits for a client that sends a body or takes a response, in addition to the time at the
     * minimum rate.
     */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** The rate of a slow phone. */
    private static final int MIN_BYTES_PER_SECOND = 16 * 1024;

    /** The average length of the pieces of a body. A click whose JSON is sent token by token stays above it. */
    private static final int MIN_PIECE_BYTES = 4;

    /** The number of pieces up to which a body may have shorter ones. */
    private static final int PIECES_IN_ANY_CASE = 500;

    private static final int MIN_THREADS = 8;
    private static final int MAX_THREADS = 64;

    private final ApiConfig config;
    private final List<Routes> routes;

    HttpServerSettings(ApiConfig config, List<Routes> routes) {
        this.config = config;
        this.routes = routes;
    }

    /** Applies all settings. Call it before the server is started. */
    void apply(JettyConfig jetty) {
        jetty.host = config.host();
        jetty.port = config.port();
        jetty.threadPool = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        jetty.modifyServer(server -> {
            server.setHandler(handlers());
            server.setErrorHandler(new ServerProblems(routes));
            server.setStopTimeout(STOP_TIMEOUT.toMillis());
        });
        jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(MAX_REQUEST_HEADER_BYTES);
            if (config.behindProxy()) {
                http.addCustomizer(forwardedHostAndScheme());
                http.addCustomizer(new ForwardedFor(config.proxies()));
            }
        });
        jetty.addConnector(this::connector);
    }

    /** The handlers that a request passes on its way to the routes. */
    private static Handler handlers() {
        GracefulHandler graceful = new GracefulHandler();
        HeadAsGet head = new HeadAsGet();
        graceful.setHandler(head);
        head.setHandler(new ThreadlessResponses(MAX_RESPONSE_BYTES_AT_ONCE));
        MinimumRate rate = new MinimumRate(GRACE, MIN_BYTES_PER_SECOND);
        // This handler is outside of the graceful one, so that a request whose body is still arriving does not delay
        // the shutdown.
        rate.setHandler(new EagerContentHandler(graceful, new SmallBodies()));
        MinimumPiece piece = new MinimumPiece(MIN_PIECE_BYTES, PIECES_IN_ANY_CASE);
        piece.setHandler(rate);
        return piece;
    }

    /**
     * Takes host and scheme from the proxy's headers, but not the client's address: Jetty would read it from the first
     * entry of the header, which clients can forge.
     */
    private static HttpConfiguration.Customizer forwardedHostAndScheme() {
        ForwardedRequestCustomizer forwarded = new ForwardedRequestCustomizer();
        forwarded.setForwardedHeader(null);
        forwarded.setForwardedForHeader(null);
        return forwarded;
    }

    private Connector connector(Server server, HttpConfiguration http) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(config.host());
        connector.setPort(config.port());
        if (!config.behindProxy()) {
            // Behind a proxy all connections come from the proxy's address.
            connector.addBean(new ConnectionsPerAddress(config.connectionsPerAddress()));
        }
        return connector;
    }
}
