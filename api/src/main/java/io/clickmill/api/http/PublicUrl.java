package io.clickmill.api.http;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The URL under which clients reach the API, for answers that contain the URL of a next request.
 *
 * @param configured a URL such as {@code https://stats.example.com/api}; empty to use the scheme and the header
 *     {@code Host} of each request
 */
public record PublicUrl(Optional<String> configured) {
    private static final Pattern FORM = Pattern.compile("https?://[^/?#\\s]+(/[^/?#\\s]+)*");

    /** Checks the URL. A slash at its end is removed. */
    public PublicUrl {
        configured = configured.map(url -> url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        if (configured.stream().anyMatch(url -> !FORM.matcher(url).matches())) {
            throw new IllegalArgumentException(configured.get() + " (expected: http(s)://HOST[:PORT][/PREFIX])");
        }
    }

    /** The absolute URL of a path. The path begins with a slash. */
    public String of(Context context, String path) {
        return configured.orElseGet(() -> context.scheme() + "://" + host(context)) + path;
    }

    /** The request's host. An HTTP 1.0 request may have no header {@code Host}. */
    private static String host(Context context) {
        return Optional.ofNullable(context.host())
                .orElseGet(() ->
                        context.req().getServerName() + ":" + context.req().getServerPort());
    }
}
