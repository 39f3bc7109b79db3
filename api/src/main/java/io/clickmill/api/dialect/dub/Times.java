package io.clickmill.api.dialect.dub;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How the vendor writes times. */
final class Times {
    /** In UTC: {@code 2024-05-22T10:11:12.000Z}. */
    static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Of the steps of a series, in the zone of the request: {@code 2024-05-22T00:00:00.000+0200}. */
    static final DateTimeFormatter STEP = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT);

    private Times() {}
}
