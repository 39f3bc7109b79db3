package io.clickmill.api.dialect.dub;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads URLs as browsers do, who take more than RFC 3986 allows: other letters and spaces in a path, for example. */
final class Url {
    /** With a host where the scheme is one of the web's, as in the URL standard; other schemes have what they like. */
    private static final Pattern ABSOLUTE =
            Pattern.compile("(?is)https?:[/\\\\]*[^/\\\\?#\\s]+.*|(?!https?:)[a-z][a-z0-9+.-]*:.*");

    private static final Pattern HOST = Pattern.compile(
            "(?is)(?:[a-z][a-z0-9+.-]*://)?(?:[^/\\\\?#@]*@)?(?:www\\.)?([^/\\\\?#:\\s]+)(?:[/\\\\?#:].*)?");

    private Url() {}

    /** Whether it is a URL with a scheme. */
    static boolean isAbsolute(String text) {
        return ABSOLUTE.matcher(text).matches();
    }

    /**
     * The host of a URL, or of what would be one with a scheme, as the vendor has domains: in lower case, without
     * {@code www.}, port and path. {@code https://WWW.Dl.test:443/a} is {@code dl.test}; empty if there is none.
     */
    static Optional<String> domain(String text) {
        Matcher host = HOST.matcher(text);
        return host.matches() ? Optional.of(host.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }
}
