package io.clickmill.api.dialect.dub;

import io.clickmill.api.query.Field;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Translates the vendor's words in filters into those of the log. Example: {@code browser=IE} asks for {@code Internet
 * Explorer}, and {@code os=Mac} for {@code Mac OS}.
 */
final class Vocabulary {
    /** The vendor's word for an unknown referer or URL. */
    static final String DIRECT = "(direct)";

    /**
     * The log's words, by parameter and by the vendor's word in lower case. Words that are the same in both are absent.
     */
    private static final Map<String, Map<String, String>> STORED = Map.of(
            "device", Map.of("smarttv", "TV", "xr", "Wearable", "embedded", "Other"),
            "browser", Map.of("ie", "Internet Explorer"),
            "os", Map.of("mac", "Mac OS", "macos", "Mac OS", "mac os x", "Mac OS", "chromium os", "Chrome OS"));

    private Vocabulary() {}

    /**
     * The values to look for in the log. A word with a translation is looked for in both forms, as the log may have
     * either.
     */
    static List<String> stored(String parameter, List<String> values) {
        return values.stream()
                .flatMap(value -> switch (parameter) {
                    case "referer" -> Stream.of(value.equals(DIRECT) ? "" : Field.REFERER_DOMAIN.ofDimension(value));
                    case "refererUrl", "url" -> Stream.of(value.equals(DIRECT) ? "" : value);
                    default -> translated(STORED.getOrDefault(parameter, Map.of()), value);
                })
                .toList();
    }

    private static Stream<String> translated(Map<String, String> words, String value) {
        return Stream.concat(Stream.of(value), Stream.ofNullable(words.get(value.toLowerCase(Locale.ROOT))));
    }
}
