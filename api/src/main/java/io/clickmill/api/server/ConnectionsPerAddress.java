package io.clickmill.api.server;

import io.clickmill.api.http.ClientAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a new connection immediately if its client has too many already. IPv6 addresses are counted by their first 64
 * bits. Jetty's {@code NetworkConnectionLimit} counts the connections of all clients together, so that one client could
 * shut out the others.
 */
public final class ConnectionsPerAddress implements Connection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionsPerAddress.class);

    private final int most;
    /** Number of open connections by network. Networks without a connection have no entry. */
    private final Map<String, Integer> open = new ConcurrentHashMap<>();
    /** The network of each open connection. It is kept here because a closed connection has no address any more. */
    private final Map<Connection, String> networks = new ConcurrentHashMap<>();

    /** @param most maximum number of open connections of an address, at least 1 */
    public ConnectionsPerAddress(int most) {
        this.most = most;
    }

    @Override
    public void onOpened(Connection connection) {
        String network = network(connection);
        networks.put(connection, network);
        if (open.merge(network, 1, Integer::sum) > most) {
            LOG.debug("closing a connection: its client has {} other connections", most);
            connection.getEndPoint().close();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        String network = networks.remove(connection);
        if (network != null) {
            open.computeIfPresent(network, (address, count) -> count == 1 ? null : count - 1);
        }
    }

    private static String network(Connection connection) {
        return connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress address
                        && address.getAddress() != null
                ? ClientAddress.network(address.getAddress())
                : "";
    }
}
