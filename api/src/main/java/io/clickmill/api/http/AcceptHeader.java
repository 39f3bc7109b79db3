package io.clickmill.api.http;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The media types that a client accepts, by RFC 9110, section 12.5.1. */
public final class AcceptHeader {
    private static final String JSON = "application/json";

    private static final Pattern REFUSED = Pattern.compile(";q=0(\\.0*)?(;.*)?$");

    private AcceptHeader() {}

    /** Whether the client accepts JSON; empty without the header. */
    public static Optional<Boolean> allowsJson(Context context) {
        return allows(context, JSON);
    }

    /** Whether the client accepts a media type; empty without the header. */
    public static Optional<Boolean> allows(Context context, String mediaType) {
        return allows(String.join(",", Collections.list(context.req().getHeaders("Accept"))), mediaType);
    }

    /** Whether the client names the media type itself, and does not refuse it with {@code q=0}. */
    public static boolean names(Context context, String mediaType) {
        return names(String.join(",", Collections.list(context.req().getHeaders("Accept"))), mediaType);
    }

    static boolean names(String accept, String mediaType) {
        return ranges(accept).stream()
                .filter(given -> given.split(";", 2)[0].equals(mediaType))
                .anyMatch(given -> !REFUSED.matcher(given).find());
    }

    private static List<String> ranges(String accept) {
        return List.of(accept.toLowerCase(Locale.ROOT).replaceAll("\\s", "").split(","));
    }

    static Optional<Boolean> allowsJson(String accept) {
        return allows(accept, JSON);
    }

    static Optional<Boolean> allows(String accept, String mediaType) {
        if (accept.isBlank()) {
            return Optional.empty();
        }
        List<String> ranges = ranges(accept);
        // The ranges that cover it, the most specific one first. The first that the client gives is the one that
        // counts.
        List<String> covering = List.of(mediaType, mediaType.replaceAll("/.*", "/*"), "*/*");
        return Optional.of(covering.stream()
                .flatMap(range -> ranges.stream().filter(given -> given.split(";", 2)[0].equals(range)))
                .findFirst()
                .map(given -> !REFUSED.matcher(given).find())
                .orElse(false));
    }
}
