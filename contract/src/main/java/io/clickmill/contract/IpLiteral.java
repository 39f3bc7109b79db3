package io.clickmill.contract;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * An internet address from its text, and whether anybody in the public internet can have it. The DNS is never asked: a
 * name in the place of an address would stop the stream for seconds, and let whoever sends clicks choose what is resolved.
 */
public final class IpLiteral {
    /** The longest text: an IPv6 address with its last 32 bits in IPv4 form. */
    private static final int MAX_CHARS = 45;

    private IpLiteral() {}

    /** The address, or null if the text is not an IPv4 or IPv6 literal. A text with a zone ({@code %eth0}) or a port is not one. */
    public static @Nullable InetAddress parse(String text) {
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
     * Whether the address is one of the public internet: neither {@link #isPrivate} nor for documentation or benchmarks
     * (the registries of RFC 6890).
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
