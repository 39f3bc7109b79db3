package io.clickmill.api;

import io.clickmill.api.http.Routes;
import io.clickmill.api.http.ServerProblems;
import io.clickmill.api.server.ConnectionsPerAddress;
import io.clickmill.api.server.ForwardedFor;
import io.clickmill.api.server.HeadAsGet;
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

/** How Jetty serves the routes: its threads, and what it allows clients. */
final class HttpServerSettings {
    /** So long running requests may take to end when the API is closed. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /** A parameter of 10,000 characters, three bytes each and written in hexadecimal digits, and everything else. */
    private static final int MAX_REQUEST_HEADER_BYTES = 128 * 1024;

    /** Of all responses while they are sent: as many as the bodies of requests, and some more. */
    private static final int MAX_RESPONSE_BYTES_AT_ONCE = 64 * 1024 * 1024;

    /** So long a client may be waited for while it sends a body or takes a response, and longer at this rate: a slow phone's. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final int MIN_BYTES_PER_SECOND = 16 * 1024;

    private static final int MIN_THREADS = 8;
    private static final int MAX_THREADS = 64;

    private final ApiConfig config;
    private final List<Routes> routes;

    HttpServerSettings(ApiConfig config, List<Routes> routes) {
        this.config = config;
        this.routes = routes;
    }

    /** Sets all of it before the server is started. */
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

    /** What a request passes on its way to the routes. */
    private static Handler handlers() {
        GracefulHandler graceful = new GracefulHandler();
        HeadAsGet head = new HeadAsGet();
        graceful.setHandler(head);
        head.setHandler(new ThreadlessResponses(MAX_RESPONSE_BYTES_AT_ONCE));
        MinimumRate rate = new MinimumRate(GRACE, MIN_BYTES_PER_SECOND);
        // Outside of what waits for running requests: one that has not come yet does not hold up the end.
        rate.setHandler(new EagerContentHandler(graceful, new SmallBodies()));
        return rate;
    }

    /** Jetty would take the client's address from the first entry, which clients may write themselves. */
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
            // All connections of a proxy come from one address.
            connector.addBean(new ConnectionsPerAddress(config.connectionsPerAddress()));
        }
        return connector;
    }
}
