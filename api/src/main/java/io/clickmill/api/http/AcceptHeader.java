package io.clickmill.api.http;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a client says that it takes, by RFC 9110, section 12.5.1. */
public final class AcceptHeader {
    /** Of the ranges that cover JSON the most specific one counts. */
    private static final List<String> RANGES = List.of("application/json", "application/*", "*/*");

    private static final Pattern REFUSED = Pattern.compile(";q=0(\\.0*)?(;.*)?$");

    private AcceptHeader() {}

    /** Whether JSON may be sent; empty if the client says nothing. */
    public static Optional<Boolean> allowsJson(Context context) {
        return allowsJson(String.join(",", Collections.list(context.req().getHeaders("Accept"))));
    }

    static Optional<Boolean> allowsJson(String accept) {
        if (accept.isBlank()) {
            return Optional.empty();
        }
        List<String> ranges =
                List.of(accept.toLowerCase(Locale.ROOT).replaceAll("\\s", "").split(","));
        return Optional.of(RANGES.stream()
                .flatMap(range -> ranges.stream().filter(given -> given.split(";", 2)[0].equals(range)))
                .findFirst()
                .map(given -> !REFUSED.matcher(given).find())
                .orElse(false));
    }
}
