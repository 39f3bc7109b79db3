package io.clickmill.api.dialect.placewise;

import io.clickmill.contract.event.Utf8;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a link's destination that reports show. Every text has them. It is split as in RFC 3986, appendix B, and
 * not checked, because links of mailings hold placeholders, and rollups keep only the beginning of a long one.
 *
 * <p>Example: {@code https://ann@shop.example:8443/a?utm_source=mail} has host {@code shop.example}, path {@code /a}
 * and utm_source {@code mail}.
 *
 * @param host without user and port, as written; null if the URL has none
 * @param path as written; null if it is empty
 * @param parameters of the query, decoded; the first of each name
 */
record Url(@Nullable String host, @Nullable String path, Map<String, String> parameters) {
    private static final Pattern PARTS = Pattern.compile(
            "(?:[^:/?#]+:)?(?://(?<authority>[^/?#]*))?(?<path>[^?#]*)(?:\\?(?<query>[^#]*))?(?:#.*)?", Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile(":[0-9]*$");
    private static final Pattern ENCODED = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");

    /** Splits a URL. */
    static Url of(String url) {
        Matcher parts = PARTS.matcher(url);
        if (!parts.matches()) {
            throw new IllegalStateException("every text has the parts of a URL");
        }
        return new Url(host(parts.group("authority")), known(parts.group("path")), parameters(parts.group("query")));
    }

    /** The value of a field; null if the URL has none. */
    @Nullable
    String value(ReportField field) {
        return switch (field) {
            case HOST -> host;
            case PATH -> path;
            case UTM_CAMPAIGN, UTM_CONTENT, UTM_MEDIUM, UTM_SOURCE, UTM_TERM -> parameters.get(field.word());
            case LOYALTY_CLUB_ID, SOURCE_TYPE, SOURCE_ID, VISITS_COUNT, UNIQUE_VISITS_COUNT ->
                throw new IllegalArgumentException(field + " is not a part of a URL");
        };
    }

    private static @Nullable String host(@Nullable String authority) {
        if (authority == null) {
            return null;
        }
        String withPort = authority.substring(authority.lastIndexOf('@') + 1);
        return known(PORT.matcher(withPort).replaceFirst(""));
    }

    private static @Nullable String known(String part) {
        return part.isEmpty() ? null : part;
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query == null ? new String[0] : query.split("&")) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            parameters.putIfAbsent(decode(name), decode(value));
        }
        return parameters;
    }

    /** Decodes a text as in HTML forms. Escapes that are not valid UTF-8 stay as they are. */
    private static String decode(String text) {
        return ENCODED.matcher(text.replace('+', ' ')).replaceAll(encoded -> Matcher.quoteReplacement(decode(encoded)));
    }

    private static String decode(MatchResult encoded) {
        byte[] bytes = HexFormat.of().parseHex(encoded.group().replace("%", ""));
        return Utf8.decode(bytes).orElse(encoded.group());
    }
}
