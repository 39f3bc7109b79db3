package io.clickmill.job.enrich;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The host of a referer: {@code https://News.Example.com.:8080/a?b} is {@code news.example.com}, and
 * {@code android-app://com.google.android.gm/} is {@code com.google.android.gm}. Scheme, user, port and path are
 * removed. Text without a scheme is a host if it has a dot. Other text, such as {@code -} and {@code mailto:}, gives
 * "".
 *
 * <p>A host has one form: lower case, without trailing dots. International names are in ASCII, as browsers send them
 * ({@code xn--bcher-kva.example} for {@code bücher.example}). IPv6 addresses are as in RFC 5952.
 */
final class RefererHost {
    /** The longest name in the DNS. */
    private static final int MAX_CHARS = 253;

    private static final Pattern SCHEME = Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*:)?");
    private static final Pattern PORT = Pattern.compile(":[0-9]*");
    private static final String PATH_STARTS = "/?#\\";

    /**
     * Letters that {@link IDN} replaces by others, as its rules are of 2003. Today names with them are hosts of their
     * own.
     */
    private static final Pattern NOT_OF_2003 = Pattern.compile("[ßς\u200c\u200d]");

    private RefererHost() {}

    static String of(String referer) {
        int pathStart = firstOf(referer, 0, PATH_STARTS);
        boolean hasScheme = referer.startsWith("//", pathStart)
                && SCHEME.matcher(referer.substring(0, pathStart)).matches();
        int start = hasScheme ? pathStart + 2 : 0;
        int end = hasScheme ? firstOf(referer, start, PATH_STARTS) : pathStart;
        String authority = referer.substring(start, end);
        return hasScheme ? host(authority.substring(authority.lastIndexOf('@') + 1)) : hostWithoutScheme(authority);
    }

    /** Text such as {@code example.com:80} is a host; {@code mailto:a@example.com} has a scheme, but no host. */
    private static String hostWithoutScheme(String authority) {
        int colon = firstOf(authority, 0, ":");
        boolean hostLike = authority.indexOf('.') > 0
                && authority.indexOf('@') < 0
                && (colon == authority.length()
                        || PORT.matcher(authority.substring(colon)).matches());
        return hostLike ? host(authority) : "";
    }

    private static String host(String hostAndPort) {
        if (hostAndPort.length() > MAX_CHARS + ":65535".length()
                || hostAndPort.chars().anyMatch(c -> c <= ' ')) {
            return "";
        }
        if (hostAndPort.startsWith("[")) {
            int end = hostAndPort.indexOf(']');
            String address = end < 0
                    ? ""
                    : ClickAddress.read(hostAndPort.substring(1, end)).text();
            return address.indexOf(':') < 0 ? address : "[" + address + "]";
        }
        String host = inOneForm(hostAndPort.substring(0, firstOf(hostAndPort, 0, ":")));
        int end = host.length();
        while (end > 0 && host.charAt(end - 1) == '.') {
            end--;
        }
        return end > MAX_CHARS ? "" : host.substring(0, end);
    }

    private static String inOneForm(String host) {
        String lowerCase = host.toLowerCase(Locale.ROOT);
        if (NOT_OF_2003.matcher(lowerCase).find()) {
            return lowerCase;
        }
        try {
            return IDN.toASCII(lowerCase, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException noName) {
            // A label is empty or too long. No browser sends such a host, so its form does not matter.
            return lowerCase;
        }
    }

    private static int firstOf(String text, int from, String characters) {
        for (int i = from; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }
}
