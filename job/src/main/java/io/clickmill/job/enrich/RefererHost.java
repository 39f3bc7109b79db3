package io.clickmill.job.enrich;

import java.util.Locale;

/**
 * The host of a referer: {@code https://News.Example.com:8080/a?b} is {@code news.example.com}, and
 * {@code android-app://com.google.android.gm/} is {@code com.google.android.gm}. Scheme, user, port and path are left
 * out; what has no scheme counts as a host if it has a dot. Anything else, {@code -} above all, is "".
 */
final class RefererHost {
    /** The longest name that the DNS knows. */
    private static final int MAX_CHARS = 253;

    private RefererHost() {}

    static String of(String referer) {
        int pathStart = firstOf(referer, 0, "/?#\\");
        boolean hasScheme = referer.startsWith("//", pathStart);
        int start = hasScheme ? pathStart + 2 : 0;
        int end = hasScheme ? firstOf(referer, start, "/?#\\") : pathStart;
        String authority = referer.substring(start, end);
        String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
        String host = hostAndPort.startsWith("[")
                ? hostAndPort.substring(0, hostAndPort.indexOf(']') + 1)
                : hostAndPort.substring(0, firstOf(hostAndPort, 0, ":"));
        boolean hostLike = hasScheme || host.indexOf('.') > 0;
        if (!hostLike || host.length() > MAX_CHARS || host.chars().anyMatch(c -> c <= ' ')) {
            return "";
        }
        return host.toLowerCase(Locale.ROOT);
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
