package io.clickmill.api.dialect.dub;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads URLs as browsers do. They accept more than RFC 3986 allows, such as spaces and letters outside ASCII in a path.
 */
final class Url {
    /**
     * A URL with a scheme. After http and https a host must follow, as in the URL standard; after another scheme
     * anything may.
     */
    private static final Pattern ABSOLUTE =
            Pattern.compile("(?is)https?:[/\\\\]*[^/\\\\?#\\s]+.*|(?!https?:)[a-z][a-z0-9+.-]*:.*");

    private static final Pattern HOST = Pattern.compile(
            "(?is)(?:[a-z][a-z0-9+.-]*://)?(?:[^/\\\\?#@]*@)?(?:www\\.)?([^/\\\\?#:\\s]+)(?:[/\\\\?#:].*)?");

    private Url() {}

    /** Whether the text is a URL with a scheme. */
    static boolean isAbsolute(String text) {
        return ABSOLUTE.matcher(text).matches();
    }

    /**
     * The host of a URL, whose scheme may be missing, in the form of the vendor's domains: in lower case, without
     * {@code www.}, port and path. Example: {@code https://WWW.Dl.test:443/a} gives {@code dl.test}. Empty if there is
     * no host.
     */
    static Optional<String> domain(String text) {
        Matcher host = HOST.matcher(text);
        return host.matches() ? Optional.of(host.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }
}
