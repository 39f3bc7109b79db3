package io.clickmill.api.dialect.dub;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The vendor's formats of times. */
final class Times {
    /** A time in UTC: {@code 2024-05-22T10:11:12.000Z}. */
    static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The start of a bucket in a series, in the zone of the request: {@code 2024-05-22T00:00:00.000+0200}. */
    static final DateTimeFormatter STEP = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT);

    private Times() {}
}
