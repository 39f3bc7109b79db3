package io.clickmill.api.http;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where clients reach the API, for answers that name the next request.
 *
 * @param configured such as {@code https://stats.example.com/api}; empty for what each request says itself, its scheme
 *     and header {@code Host}
 */
public record PublicUrl(Optional<String> configured) {
    private static final Pattern FORM = Pattern.compile("https?://[^/?#\\s]+(/[^/?#\\s]+)*");

    /** Checks the URL; one slash at its end is left out. */
    public PublicUrl {
        configured = configured.map(url -> url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        if (configured.stream().anyMatch(url -> !FORM.matcher(url).matches())) {
            throw new IllegalArgumentException(configured.get() + " (expected: http(s)://HOST[:PORT][/PREFIX])");
        }
    }

    /** The absolute URL of a path, which begins with a slash. */
    public String of(Context context, String path) {
        return configured.orElseGet(() -> context.scheme() + "://" + host(context)) + path;
    }

    /** HTTP 1.0 has requests without the header. */
    private static String host(Context context) {
        return Optional.ofNullable(context.host())
                .orElseGet(() ->
                        context.req().getServerName() + ":" + context.req().getServerPort());
    }
}
