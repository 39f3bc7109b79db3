package io.clickmill.api.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The addresses of clients. */
public final class ClientAddress {
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}");

    /** Anything with a colon is read as an address, and never looked up as a name. */
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]{1,45}");

    /** What a provider gives to one customer, who may then use any address in it. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private ClientAddress() {}

    /** The address that is written; empty if it is a name or anything else. Nothing is looked up. */
    public static Optional<InetAddress> parse(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Who is counted together: an IPv4 address, or the first 64 bits of an IPv6 address. */
    public static String network(InetAddress address) {
        if (address instanceof Inet6Address) {
            return HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES));
        }
        return address.getHostAddress();
    }

    /** The same for an address in text form. A text that is not an address is returned unchanged. */
    public static String network(String address) {
        return parse(address).map(ClientAddress::network).orElse(address);
    }
}
