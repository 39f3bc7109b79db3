package io.clickmill.local.accesslog;

import io.clickmill.contract.IpLiteral;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client's address in a line. Behind a proxy the connection is the proxy's, and the header that the proxy
 * adds lists the client first: {@code 203.0.113.9, 10.0.0.1} gives 203.0.113.9.
 */
final class ClientAddress {
    private ClientAddress() {}

    /**
     * Returns the first public forwarded address. If there is none, returns the connection's address without its port;
     * or the first forwarded address if the connection's is private, as in a company's network.
     */
    static String choose(String forwarded, String connection) {
        String first = firstPublic(forwarded);
        if (first != null) {
            return first;
        }
        String client = ofConnection(connection);
        InetAddress parsed = IpLiteral.parse(client);
        String ofNetwork = firstAddress(forwarded);
        return ofNetwork != null && parsed != null && IpLiteral.isPrivate(parsed) ? ofNetwork : client;
    }

    private static String ofConnection(String connection) {
        if (connection.indexOf(',') < 0) {
            return withoutPort(connection);
        }
        String inList = firstPublic(connection);
        return inList != null
                ? inList
                : withoutPort(connection.substring(0, connection.indexOf(',')).strip());
    }

    private static @Nullable String firstAddress(String list) {
        for (String entry : list.split(",", -1)) {
            String address = withoutPort(entry.strip());
            if (isAddress(address)) {
                return address;
            }
        }
        return null;
    }

    private static @Nullable String firstPublic(String list) {
        for (int start = 0; start < list.length(); ) {
            int comma = list.indexOf(',', start);
            int end = comma < 0 ? list.length() : comma;
            String address = withoutPort(list.substring(start, end).strip());
            InetAddress parsed = IpLiteral.parse(address);
            if (parsed != null && !IpLiteral.isPrivate(parsed)) {
                return address;
            }
            start = end + 1;
        }
        return null;
    }

    /** Whether the text is a list of addresses without ports, separated by commas. */
    static boolean isList(String text) {
        for (String entry : text.split(",", -1)) {
            String address = entry.strip();
            if (!address.equals("unknown") && !address.equals("-") && !isAddress(address)) {
                return false;
            }
        }
        return text.indexOf('.') >= 0 || text.indexOf(':') >= 0;
    }

    static boolean isAddress(String text) {
        return IpLiteral.parse(text) != null;
    }

    /** Removes the port of {@code 192.0.2.1:51234} or {@code [2001:db8::1]:443}; returns any other text as it is. */
    static String withoutPort(String text) {
        int colon = text.lastIndexOf(':');
        if (text.startsWith("[")) {
            int bracket = text.indexOf(']');
            return bracket > 0 && isAddress(text.substring(1, bracket)) ? text.substring(1, bracket) : text;
        }
        boolean hasPort = colon > 0 && colon == text.indexOf(':') && isAddress(text.substring(0, colon));
        return hasPort ? text.substring(0, colon) : text;
    }
}
