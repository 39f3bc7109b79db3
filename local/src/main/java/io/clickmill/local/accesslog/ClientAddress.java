package io.clickmill.local.accesslog;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Which address of a line is the client's. Behind a proxy the connection is the proxy's, and the header that the proxy
 * adds has the client first: {@code 203.0.113.9, 10.0.0.1} is 203.0.113.9.
 */
final class ClientAddress {
    /** An IPv6 address with its last 32 bits in IPv4 form has 45 characters. */
    private static final int MAX_ADDRESS_CHARS = 45;

    private ClientAddress() {}

    /**
     * The first public address of the forwarded ones; else that of the connection, without its port. Where that is not
     * public either, as in a network of a company, the first forwarded one.
     */
    static String choose(String forwarded, String connection) {
        String first = firstPublic(forwarded);
        if (first != null) {
            return first;
        }
        String client = ofConnection(connection);
        InetAddress parsed = parse(client);
        String ofNetwork = firstAddress(forwarded);
        return ofNetwork != null && parsed != null && !isPublic(parsed) ? ofNetwork : client;
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
            InetAddress parsed = parse(address);
            if (parsed != null && isPublic(parsed)) {
                return address;
            }
            start = end + 1;
        }
        return null;
    }

    /** True if the text is one or more addresses without ports, separated by commas. */
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
        return parse(text) != null;
    }

    /** {@code 192.0.2.1:51234} and {@code [2001:db8::1]:443} without the port; anything else as it is. */
    static String withoutPort(String text) {
        int colon = text.lastIndexOf(':');
        if (text.startsWith("[")) {
            int bracket = text.indexOf(']');
            return bracket > 0 && isAddress(text.substring(1, bracket)) ? text.substring(1, bracket) : text;
        }
        boolean hasPort = colon > 0 && colon == text.indexOf(':') && isAddress(text.substring(0, colon));
        return hasPort ? text.substring(0, colon) : text;
    }

    /** The address, or null. Never resolves a name. */
    private static @Nullable InetAddress parse(String text) {
        if (text.isEmpty() || text.length() > MAX_ADDRESS_CHARS) {
            return null;
        }
        try {
            if (text.indexOf(':') < 0) {
                byte[] octets = dottedQuad(text);
                return octets == null ? null : InetAddress.getByAddress(octets);
            }
            // With a colon and nothing but these characters the JDK reads a literal or fails.
            return isIpv6Text(text) ? InetAddress.getByName(text) : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static boolean isIpv6Text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789abcdefABCDEF:.".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return text.charAt(0) != '.';
    }

    /** Four numbers up to 255: the JDK would also take {@code 2.10} as an address. */
    private static byte @Nullable [] dottedQuad(String text) {
        byte[] octets = new byte[4];
        int octet = -1;
        int index = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character >= '0' && character <= '9') {
                octet = Math.max(octet, 0) * 10 + (character - '0');
            } else if (character == '.' && octet >= 0 && index < 3) {
                octets[index++] = (byte) octet;
                octet = -1;
            } else {
                return null;
            }
            if (octet > 255) {
                return null;
            }
        }
        if (octet < 0 || index != 3) {
            return null;
        }
        octets[3] = (byte) octet;
        return octets;
    }

    /** False for addresses of networks behind a proxy: private, shared, loopback, link-local, multicast. */
    private static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] octets = address.getAddress();
        int first = octets[0] & 0xFF;
        boolean shared = octets.length == 4 && first == 100 && (octets[1] & 0xC0) == 64;
        boolean uniqueLocal = octets.length == 16 && (first & 0xFE) == 0xFC;
        return !shared && !uniqueLocal && (octets.length == 16 || first != 0 && first < 240);
    }
}
