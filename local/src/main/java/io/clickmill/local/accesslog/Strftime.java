package io.clickmill.local.accesslog;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;

/**
 * The time format of Apache's <code>%{...}t</code>: that of C's {@code strftime}, such as {@code %d/%b/%Y:%H:%M:%S %z}.
 */
final class Strftime {
    private final DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder().parseCaseInsensitive();
    private final StringBuilder pattern = new StringBuilder();

    /** Appends the text between two times of one format. */
    void literal(String text) {
        builder.appendLiteral(text);
        pattern.append(text);
    }

    /** Appends the milliseconds or microseconds of the second: {@code msec_frac} or {@code usec_frac}. */
    void fraction(int digits) {
        builder.appendFraction(
                digits == 3 ? ChronoField.MILLI_OF_SECOND : ChronoField.MICRO_OF_SECOND, digits, digits, false);
        pattern.append(digits == 3 ? "msec_frac" : "usec_frac");
    }

    /**
     * Appends a format.
     *
     * @throws IllegalArgumentException if it has an unknown directive
     */
    void format(String format) {
        pattern.append(format);
        for (int i = 0; i < format.length(); i++) {
            char character = format.charAt(i);
            if (character == '%' && i + 1 < format.length()) {
                directive(format.charAt(++i));
            } else {
                builder.appendLiteral(character);
            }
        }
    }

    Piece piece() {
        DateTimeFormatter formatter = builder.toFormatter(Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
        return new Times.PatternTime(formatter, pattern.toString());
    }

    private void directive(char letter) {
        switch (letter) {
            case 'Y' -> builder.appendPattern("uuuu");
            case 'y' -> builder.appendPattern("uu");
            case 'm' -> builder.appendPattern("MM");
            case 'b', 'h' -> builder.appendPattern("MMM");
            case 'B' -> builder.appendPattern("MMMM");
            case 'd' -> builder.appendPattern("dd");
            case 'e' -> builder.padNext(2).appendValue(ChronoField.DAY_OF_MONTH);
            case 'j' -> builder.appendPattern("DDD");
            case 'a' -> builder.appendPattern("EEE");
            case 'A' -> builder.appendPattern("EEEE");
            case 'H' -> builder.appendPattern("HH");
            case 'I' -> builder.appendPattern("hh");
            case 'p' -> builder.appendPattern("a");
            case 'M' -> builder.appendPattern("mm");
            case 'S' -> builder.appendPattern("ss");
            // The offset +01:00 or +0100.
            case 'z' ->
                builder.optionalStart()
                        .appendOffset("+HH:MM", "Z")
                        .optionalEnd()
                        .optionalStart()
                        .appendOffset("+HHMM", "Z")
                        .optionalEnd();
            case 'Z' -> builder.appendPattern("z");
            case 's' -> builder.appendValue(ChronoField.INSTANT_SECONDS);
            case 'T' -> builder.appendPattern("HH:mm:ss");
            case 'R' -> builder.appendPattern("HH:mm");
            case 'F' -> builder.appendPattern("uuuu-MM-dd");
            case 'D' -> builder.appendPattern("MM/dd/uu");
            case 't' -> builder.appendLiteral('\t');
            case '%' -> builder.appendLiteral('%');
            default ->
                throw new IllegalArgumentException("%" + letter + " (expected: a directive of strftime"
                        + " such as %Y, %m, %b, %d, %H, %M, %S, %T, %F, %z)");
        }
    }
}
