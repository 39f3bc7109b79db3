package io.clickmill.api.http;

import io.javalin.http.Context;
import java.util.Optional;

/** The places of a request where a key can be; which of them count, and in which order, each group of routes says. */
public final class PresentedKey {
    private static final String BEARER = "Bearer ";

    private PresentedKey() {}

    /** The key of {@code Authorization: Bearer cm_…}, the scheme in any case; empty without the header or scheme. */
    public static Optional<String> bearer(Context context) {
        return header(context, "Authorization")
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip());
    }

    /** The value of a header; empty without it. */
    public static Optional<String> header(Context context, String name) {
        return Optional.ofNullable(context.header(name)).map(String::strip);
    }

    /** The value of a parameter in the query string, the first if there are several; empty without it. */
    public static Optional<String> query(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).map(String::strip);
    }
}
