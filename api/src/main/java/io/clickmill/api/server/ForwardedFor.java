package io.clickmill.api.server;

import io.clickmill.contract.IpLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Takes the client's address from {@code X-Forwarded-For}: the last address in it that is not a trusted proxy's. Each
 * proxy appends the address of its own client. Earlier entries may have been forged by the client.
 *
 * <p>Example: with the trusted proxy 10.0.0.2, {@code 198.51.100.1, 203.0.113.7, 10.0.0.2} is a request of 203.0.113.7.
 */
public final class ForwardedFor implements HttpConfiguration.Customizer {
    /** An address with or without a port; IPv6 with a port is in brackets. */
    private static final Pattern ENTRY = Pattern.compile(
            "(?<v4>[0-9.]+)(?::[0-9]{1,5})?|\\[(?<bracketed>[^]]+)](?::[0-9]{1,5})?|(?<plain>[^\\[\\]]+)");

    private final Predicate<InetAddress> isTrustedProxy;

    /** @param isTrustedProxy tests the earlier proxies. The last proxy is trusted because only it reaches the API */
    public ForwardedFor(Predicate<InetAddress> isTrustedProxy) {
        this.isTrustedProxy = isTrustedProxy;
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        Optional<InetAddress> client = client(request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR));
        return client.isEmpty() ? request : new Forwarded(request, new InetSocketAddress(client.get(), 0));
    }

    /** The client's address; empty if the last entry is not an address. Then only the proxy's own address is known. */
    Optional<InetAddress> client(List<String> lines) {
        List<String> entries = Arrays.asList(String.join(",", lines).split(",", -1));
        Optional<InetAddress> client = Optional.empty();
        for (int i = entries.size() - 1; i >= 0; i--) {
            Optional<InetAddress> address = address(entries.get(i).strip());
            if (address.isEmpty()) {
                return client;
            }
            client = address;
            if (!isTrustedProxy.test(address.get())) {
                return client;
            }
        }
        return client;
    }

    private static Optional<InetAddress> address(String entry) {
        Matcher parts = ENTRY.matcher(entry);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(parts.group("v4"))
                .or(() -> Optional.ofNullable(parts.group("bracketed")))
                .or(() -> Optional.ofNullable(parts.group("plain")))
                .map(IpLiteral::parse);
    }

    private static final class Forwarded extends Request.Wrapper {
        private final ConnectionMetaData connection;

        Forwarded(Request request, SocketAddress client) {
            super(request);
            this.connection = new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
                @Override
                public SocketAddress getRemoteSocketAddress() {
                    return client;
                }
            };
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            return connection;
        }
    }
}
