package io.clickmill.job.enrich;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * An internet address from its text, and whether anybody in the public internet can have it. Never asks the DNS: a name
 * in the place of an address would stop the stream for seconds, and let whoever sends clicks choose what is resolved.
 */
final class IpLiteral {
    /** The longest text: an IPv6 address with its last 32 bits in IPv4 form. */
    private static final int MAX_CHARS = 45;

    private IpLiteral() {}

    /** The address, or null if the text is no IPv4 or IPv6 literal. Zones ({@code %eth0}) and ports make it none. */
    static @Nullable InetAddress parse(String text) {
        if (text.isEmpty() || text.length() > MAX_CHARS) {
            return null;
        }
        try {
            byte[] octets = text.indexOf(':') < 0 ? dottedQuad(text) : null;
            if (octets != null) {
                return InetAddress.getByAddress(octets);
            }
            // With a colon and nothing but these characters the JDK reads a literal or fails: it resolves no name.
            return isIpv6Text(text) ? InetAddress.getByName(text) : null;
        } catch (UnknownHostException noLiteral) {
            return null;
        }
    }

    private static boolean isIpv6Text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (Character.digit(character, 16) < 0 && character != ':' && character != '.' || character > 'f') {
                return false;
            }
        }
        return text.indexOf(':') >= 0 && text.charAt(0) != '.';
    }

    /** Four decimal numbers up to 255 and nothing else: the JDK would also take {@code 1.2} and {@code 16909060}. */
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

    /**
     * Whether the address is one of the public internet: not private, shared (RFC 6598), loopback, link-local,
     * multicast, documentation, benchmark or reserved (the registries of RFC 6890).
     */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] octets = address.getAddress();
        int first = octets[0] & 0xFF;
        int second = octets[1] & 0xFF;
        int third = octets[2] & 0xFF;
        return address instanceof Inet4Address
                ? isPublicIpv4(first, second, third)
                : isPublicIpv6(first, second, third << 8 | octets[3] & 0xFF);
    }

    private static boolean isPublicIpv4(int first, int second, int third) {
        return switch (first) {
            case 0 -> false;
            case 100 -> second < 64 || second > 127;
            case 192 -> second != 0 || (third != 0 && third != 2);
            case 198 -> second != 18 && second != 19 && !(second == 51 && third == 100);
            case 203 -> second != 0 || third != 113;
            default -> first < 240;
        };
    }

    private static boolean isPublicIpv6(int first, int second, int secondGroup) {
        boolean uniqueLocal = (first & 0xFE) == 0xFC;
        boolean documentation = first == 0x20 && second == 0x01 && secondGroup == 0x0DB8;
        return !uniqueLocal && !documentation;
    }
}
