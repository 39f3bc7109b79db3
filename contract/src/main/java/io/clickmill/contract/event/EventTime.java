package io.clickmill.contract.event;

import java.time.YearMonth;

/**
 * Reads an ISO 8601 time with {@code Z} or an offset. It accepts RFC 3339 and a little more:
 * {@code 2024-05-01T12:00:00Z}, {@code 2024-05-01T12:00:00.123456+02:00}, {@code 2024-05-01T12:00+0530}. Seconds may be
 * absent, digits past milliseconds are cut, a comma may stand before the fraction, and a space may stand for the
 * {@code T}.
 *
 * <p>It is written by hand because every event passes here: {@code DateTimeFormatter} takes about a microsecond.
 */
public final class EventTime {
    /** The accepted forms of a time, in an event and in a link, for error messages. */
    public static final String EXPECTED = "ISO 8601 with Z or an offset, or epoch milliseconds as a whole number";

    /** The result for text that is not such a time. No time of a four-digit year has this value. */
    static final long INVALID = Long.MIN_VALUE;

    private static final int MAX_OFFSET_MINUTES = 18 * 60;

    private final String text;
    private int at;

    private EventTime(String text) {
        this.text = text;
    }

    /** The time in epoch milliseconds, or {@link #INVALID}. */
    static long parse(String text) {
        return new EventTime(text).parse();
    }

    private long parse() {
        int year = number(4);
        boolean dashed = accept("-");
        int month = number(2);
        dashed &= accept("-");
        int day = number(2);
        if (!dashed || !accept("Tt ") || year < 0 || month < 1 || month > 12 || day < 1) {
            return INVALID;
        }
        YearMonth yearMonth = YearMonth.of(year, month);
        if (day > yearMonth.lengthOfMonth()) {
            return INVALID;
        }
        long millisOfDay = timeOfDay();
        long offsetMinutes = offset();
        if (millisOfDay < 0 || offsetMinutes == INVALID || at != text.length()) {
            return INVALID;
        }
        return yearMonth.atDay(day).toEpochDay() * 86_400_000L + millisOfDay - offsetMinutes * 60_000L;
    }

    /** Milliseconds since midnight, or a negative number. */
    private long timeOfDay() {
        int hour = number(2);
        boolean colon = accept(":");
        int minute = number(2);
        int second = accept(":") ? number(2) : 0;
        int millis = accept(".,") ? fraction() : 0;
        if (!colon || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || millis < 0) {
            return -1;
        }
        return ((hour * 60L + minute) * 60L + second) * 1000L + millis;
    }

    /** Reads a fraction; its first three digits as milliseconds, or -1 if there are no digits here. */
    private int fraction() {
        int millis = 0;
        int digits = 0;
        while (at < text.length() && isDigit(text.charAt(at))) {
            if (digits < 3) {
                millis = millis * 10 + (text.charAt(at) - '0');
            }
            digits++;
            at++;
        }
        for (int i = digits; i < 3; i++) {
            millis *= 10;
        }
        return digits == 0 ? -1 : millis;
    }

    /** Minutes east of UTC, or {@link #INVALID}. */
    private long offset() {
        if (accept("Zz")) {
            return 0;
        }
        boolean west = at < text.length() && text.charAt(at) == '-';
        if (!accept("+-")) {
            return INVALID;
        }
        int hours = number(2);
        boolean colon = accept(":");
        int minutes = colon || at < text.length() ? number(2) : 0;
        if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > MAX_OFFSET_MINUTES) {
            return INVALID;
        }
        int total = hours * 60 + minutes;
        return west ? -total : total;
    }

    /** Reads a number of this many digits; -1 if they are not here. */
    private int number(int digits) {
        int number = 0;
        for (int i = 0; i < digits; i++, at++) {
            if (at >= text.length() || !isDigit(text.charAt(at))) {
                return -1;
            }
            number = number * 10 + (text.charAt(at) - '0');
        }
        return number;
    }

    /** Skips the next character if it is one of these. */
    private boolean accept(String characters) {
        if (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
            return true;
        }
        return false;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
