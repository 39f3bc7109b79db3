package io.clickmill.local.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the expiry of a key on the command line: {@code 90d} or {@code 12h} from now, {@code 2027-01-31} (the start of
 * that day in UTC), or an instant such as {@code 2027-01-31T12:00:00Z}.
 */
final class Expiry {
    private static final Pattern FROM_NOW = Pattern.compile("([1-9][0-9]{0,5})([dhm])");

    private Expiry() {}

    /** @throws IllegalArgumentException whose message says what is expected */
    static Instant parse(String text, Instant now) {
        Instant expiry = read(text, now);
        if (!expiry.isAfter(now)) {
            throw new IllegalArgumentException("--expires: " + text + " is in the past");
        }
        return expiry;
    }

    private static Instant read(String text, Instant now) {
        Matcher fromNow = FROM_NOW.matcher(text);
        if (fromNow.matches()) {
            long amount = Long.parseLong(fromNow.group(1));
            return now.plus(
                    switch (fromNow.group(2)) {
                        case "d" -> Duration.ofDays(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofMinutes(amount);
                    });
        }
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "--expires: " + text
                            + " (expected: a date such as 2027-01-31, or a time from now such as 90d, 12h)",
                    e);
        }
    }
}
