package io.clickmill.api.http;

import io.clickmill.contract.IpLiteral;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Finds which client addresses are counted together. */
public final class ClientAddress {
    /** Length of the network that a provider gives to one customer, who may use any address in it. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private ClientAddress() {}

    /** The network whose clients are counted together: an IPv4 address, or the first 64 bits of an IPv6 address. */
    public static String network(InetAddress address) {
        if (address instanceof Inet6Address) {
            return HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES));
        }
        return address.getHostAddress();
    }

    /** The same for an address in text form. A text that is not an address is returned unchanged. */
    public static String network(String address) {
        InetAddress parsed = IpLiteral.parse(address);
        return parsed == null ? address : network(parsed);
    }
}
