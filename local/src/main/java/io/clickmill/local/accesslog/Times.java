package io.clickmill.local.accesslog;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;

/**
 * The times that servers write. They are read strictly: 31 June, minute 60, or a common time without a zone is invalid.
 */
final class Times {
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

    private Times() {}

    /** Reads a number of exactly {@code digits} digits; -1 if it is invalid. */
    private static int number(String line, int at, int digits) {
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            char character = line.charAt(i);
            if (character < '0' || character > '9') {
                return -1;
            }
            value = value * 10 + (character - '0');
        }
        return value;
    }

    /**
     * A time such as {@code 10/Oct/2000:13:55:36 -0700}: Apache's {@code %t} without its brackets, nginx's
     * {@code $time_local}.
     */
    record CommonLogTime() implements Piece {
        private static final int CHARS = 26;

        @Override
        public int read(String line, int at, Capture capture) {
            if (at + CHARS > line.length() || !hasSeparators(line, at)) {
                return NOT_THERE;
            }
            int day = number(line, at, 2);
            int month = month(line, at + 3);
            int year = number(line, at + 7, 4);
            int hour = number(line, at + 12, 2);
            int minute = number(line, at + 15, 2);
            int second = number(line, at + 18, 2);
            int offset = offsetSeconds(line, at + 21);
            boolean isTime = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
            if (!isTime || !isDate(year, month, day) || offset == Integer.MIN_VALUE) {
                return NOT_THERE;
            }
            long days = LocalDate.of(year, month, day).toEpochDay();
            long seconds = days * 86_400 + hour * 3_600L + minute * 60L + second - offset;
            capture.setTime(seconds * 1_000);
            capture.set(LogField.TIME, line, at, at + CHARS);
            return at + CHARS;
        }

        private static boolean hasSeparators(String line, int at) {
            return line.charAt(at + 2) == '/'
                    && line.charAt(at + 6) == '/'
                    && line.charAt(at + 11) == ':'
                    && line.charAt(at + 14) == ':'
                    && line.charAt(at + 17) == ':'
                    && line.charAt(at + 20) == ' ';
        }

        private static boolean isDate(int year, int month, int day) {
            return year > 0
                    && month > 0
                    && day > 0
                    && day <= LocalDate.of(year, month, 1).lengthOfMonth();
        }

        /** The month, 1 to 12; -1 if it is invalid. */
        private static int month(String line, int at) {
            for (int month = 0; month < 12; month++) {
                if (line.regionMatches(true, at, MONTHS, month * 3, 3)) {
                    return month + 1;
                }
            }
            return -1;
        }

        private static int offsetSeconds(String line, int at) {
            int sign = line.charAt(at) == '+' ? 1 : line.charAt(at) == '-' ? -1 : 0;
            int hours = number(line, at + 1, 2);
            int minutes = number(line, at + 3, 2);
            boolean isOffset = sign != 0 && hours >= 0 && hours <= 18 && minutes >= 0 && minutes < 60;
            return isOffset ? sign * (hours * 3_600 + minutes * 60) : Integer.MIN_VALUE;
        }

        @Override
        public String expected() {
            return "a time such as 10/Oct/2000:13:55:36 -0700";
        }
    }

    /** nginx's {@code $time_iso8601}: {@code 2000-10-10T13:55:36-07:00}. */
    record IsoTime() implements Piece {
        @Override
        public int read(String line, int at, Capture capture) {
            int end = at;
            while (end < line.length() && "0123456789-+:.TZ".indexOf(line.charAt(end)) >= 0) {
                end++;
            }
            try {
                capture.setTime(OffsetDateTime.parse(line.substring(at, end))
                        .toInstant()
                        .toEpochMilli());
            } catch (DateTimeParseException | ArithmeticException e) {
                return NOT_THERE;
            }
            capture.set(LogField.TIME, line, at, end);
            return end;
        }

        @Override
        public String expected() {
            return "a time such as 2000-10-10T13:55:36-07:00";
        }
    }

    /**
     * A time since 1970 as a number, with an optional fraction.
     *
     * @param digitsOfUnit the unit: 0 for seconds, 3 for milliseconds, 6 for microseconds
     */
    record EpochTime(int digitsOfUnit) implements Piece {
        /**
         * The maximum number of digits. Milliseconds have 15 digits in the year 9999, and microseconds have 17 until
         * 5138.
         */
        private static final int MAX_DIGITS = 17;

        @Override
        public int read(String line, int at, Capture capture) {
            int end = Pieces.digitsEnd(line, at);
            if (end == at || end - at > MAX_DIGITS) {
                return NOT_THERE;
            }
            long whole = Long.parseLong(line, at, end, 10);
            long millis = digitsOfUnit == 6 ? whole / 1_000 : digitsOfUnit == 3 ? whole : whole * 1_000;
            if (end < line.length() && line.charAt(end) == '.') {
                int fraction = end + 1;
                end = Pieces.digitsEnd(line, fraction);
                millis += digitsOfUnit == 0 && end >= fraction + 3 ? number(line, fraction, 3) : 0;
            }
            capture.setTime(millis);
            capture.set(LogField.TIME, line, at, end);
            return end;
        }

        @Override
        public String expected() {
            return "a number of " + (digitsOfUnit == 0 ? "seconds" : digitsOfUnit == 3 ? "ms" : "µs") + " since 1970";
        }
    }

    /** A time of Apache's <code>%{...}t</code>. It is in UTC if the format has no zone. */
    record PatternTime(DateTimeFormatter formatter, String pattern) implements Piece {
        @Override
        public int read(String line, int at, Capture capture) {
            if (at > line.length()) {
                return NOT_THERE;
            }
            ParsePosition position = new ParsePosition(at);
            try {
                TemporalAccessor time = formatter.parse(line, position);
                ZoneOffset offset = time.query(TemporalQueries.offset());
                Instant instant = time.isSupported(ChronoField.INSTANT_SECONDS)
                        ? Instant.from(time)
                        : LocalDateTime.from(time).toInstant(offset == null ? ZoneOffset.UTC : offset);
                capture.setTime(instant.toEpochMilli());
            } catch (DateTimeException | ArithmeticException e) {
                return NOT_THERE;
            }
            capture.set(LogField.TIME, line, at, position.getIndex());
            return position.getIndex();
        }

        @Override
        public String expected() {
            return "a time of the form " + pattern;
        }
    }
}
