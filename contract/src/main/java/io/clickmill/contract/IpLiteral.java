package io.clickmill.contract;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an internet address from its text, and says whether it belongs to the public internet. It never asks the DNS: a
 * host name in place of an address would stop the stream for seconds, and whoever sends clicks would choose what is
 * resolved.
 */
public final class IpLiteral {
    /** Length of the longest literal: an IPv6 address whose last 32 bits are in IPv4 form. */
    private static final int MAX_CHARS = 45;

    private IpLiteral() {}

    /**
     * The address, or null if the text is not an IPv4 or IPv6 literal. A literal has no zone ({@code %eth0}) and no
     * port.
     */
    public static @Nullable InetAddress parse(String text) {
        if (text.isEmpty() || text.length() > MAX_CHARS) {
            return null;
        }
        try {
            byte[] octets = text.indexOf(':') < 0 ? dottedQuad(text) : null;
            if (octets != null) {
                return InetAddress.getByAddress(octets);
            }
            // With a colon and only these characters, the JDK either reads a literal or fails. It resolves no host
            // name.
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

    /**
     * Reads four decimal numbers up to 255 and nothing else. The JDK would also accept {@code 1.2} and
     * {@code 16909060}.
     */
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
     * Whether the address belongs to the public internet: it is neither {@link #isPrivate private} nor reserved for
     * documentation or benchmarks (the registries of RFC 6890).
     */
    public static boolean isPublic(InetAddress address) {
        byte[] octets = address.getAddress();
        int first = octets[0] & 0xFF;
        int second = octets[1] & 0xFF;
        int third = octets[2] & 0xFF;
        return !isPrivate(address)
                && (address instanceof Inet4Address
                        ? isPublicIpv4(first, second, third)
                        : !(first == 0x20 && second == 0x01 && third == 0x0D && (octets[3] & 0xFF) == 0xB8));
    }

    private static boolean isPublicIpv4(int first, int second, int third) {
        return switch (first) {
            case 192 -> second != 0 || (third != 0 && third != 2);
            case 198 -> second != 18 && second != 19 && !(second == 51 && third == 100);
            case 203 -> second != 0 || third != 113;
            default -> true;
        };
    }

    /** Whether the address is private, shared (RFC 6598), loopback, link-local, multicast or reserved. */
    public static boolean isPrivate(InetAddress address) {
        byte[] octets = address.getAddress();
        int first = octets[0] & 0xFF;
        boolean ofItsVersion = address instanceof Inet4Address
                ? first == 0 || first == 100 && (octets[1] & 0xC0) == 64 || first >= 240
                : (first & 0xFE) == 0xFC;
        return ofItsVersion
                || address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
    }
}
