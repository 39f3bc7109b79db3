package io.clickmill.job.enrich;

import io.clickmill.contract.IpLiteral;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a click, in one form however it was written: {@code [2001:DB8:0::1]:443} is {@code 2001:db8::1}, and
 * {@code ::ffff:192.0.2.1} is {@code 192.0.2.1}. Blanks, quotes, brackets, ports and zones are removed.
 *
 * <p>In a list, as proxies write it into {@code X-Forwarded-For} or {@code Forwarded}, the first address of the public
 * internet counts. Addresses before it are of private networks, and do not show where a client is. Without a public
 * address, the first one counts.
 *
 * @param text the address, IPv6 as in RFC 5952; if there is no address, the text that was sent without surrounding
 *     blanks
 * @param address null if the text has no address
 */
record ClickAddress(String text, @Nullable InetAddress address) {
    /** An element of {@code Forwarded} (RFC 7239): {@code proto=https;for="[2001:db8::1]:4711"}. */
    private static final Pattern FORWARDED_FOR = Pattern.compile("(?i)(?:^|;)\\s*for\\s*=\\s*\"?([^;\"]*)");

    private static final int GROUPS = 8;

    /** Reads the field {@code ip} of an event. */
    static ClickAddress read(String sent) {
        InetAddress first = null;
        for (String element : sent.split(",", -1)) {
            InetAddress address = element(element);
            if (address != null && IpLiteral.isPublic(address)) {
                return of(address);
            }
            first = first == null ? address : first;
        }
        return first == null ? new ClickAddress(sent.strip(), null) : of(first);
    }

    private static ClickAddress of(InetAddress address) {
        byte[] octets = address.getAddress();
        return new ClickAddress(address instanceof Inet4Address ? address.getHostAddress() : ipv6(octets), address);
    }

    private static @Nullable InetAddress element(String element) {
        Matcher forwarded = FORWARDED_FOR.matcher(element);
        String node = forwarded.find() ? forwarded.group(1) : element;
        String text = unquoted(node.strip());
        int end = text.startsWith("[") ? text.indexOf(']') : -1;
        String literal = end > 0 ? text.substring(1, end) : withoutPort(text);
        int zone = literal.indexOf('%');
        return IpLiteral.parse(zone > 0 ? literal.substring(0, zone) : literal);
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1).strip() : text;
    }

    /** A single colon ends an IPv4 address. IPv6 has at least two, and needs brackets before a port. */
    private static String withoutPort(String text) {
        int colon = text.indexOf(':');
        return colon > 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
    }

    /**
     * The form of RFC 5952: lower case, no leading zeros, and {@code ::} for the first of the longest runs of zero
     * groups.
     */
    private static String ipv6(byte[] octets) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (octets[2 * i] & 0xFF) << 8 | octets[2 * i + 1] & 0xFF;
        }
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int length = zerosFrom(groups, i);
            if (length > runLength) {
                runStart = i;
                runLength = length;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
            } else {
                boolean afterGroup = text.length() > 0 && text.charAt(text.length() - 1) != ':';
                text.append(afterGroup ? ":" : "").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private static int zerosFrom(int[] groups, int start) {
        int end = start;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - start;
    }
}
