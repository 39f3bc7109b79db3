package io.clickmill.local.accesslog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses Apache's {@code LogFormat}: text and directives, for example {@code %h %l %u %t "%r" %>s %b}. The values of
 * directives that Clickmill does not use are skipped.
 */
final class ApacheDirectives {
    /** A directive. Conditions on the status and {@code <} or {@code >} may come before the name in braces. */
    private static final Pattern DIRECTIVE =
            Pattern.compile("%(?:(%)|!?[0-9,]*[<>]?(?:\\{([^}]*)\\})?[0-9,]*[<>]?(\\^?[A-Za-z]{1,2}))");

    /** A whole line of a configuration: {@code LogFormat "..." combined}. */
    private static final Pattern LINE =
            Pattern.compile("\\s*(?:LogFormat|CustomLog\\s+\\S+)\\s+\"((?:[^\"\\\\]|\\\\.)*)\".*");

    private ApacheDirectives() {}

    /**
     * The format string with its escapes decoded. If a whole configuration line is given, its format string is cut out.
     */
    static String formatOf(String text) {
        Matcher line = LINE.matcher(text);
        String format = line.matches() ? line.group(1) : text;
        return Escapes.decode(format, 0, format.length());
    }

    /** @throws IllegalArgumentException if a percent sign does not begin a directive */
    static List<Token> tokens(String format) {
        List<Token> tokens = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        ApacheTimes times = new ApacheTimes();
        Matcher directive = DIRECTIVE.matcher(format);
        int at = 0;
        while (at < format.length()) {
            if (format.charAt(at) != '%') {
                text.append(format.charAt(at++));
                continue;
            }
            if (!directive.find(at) || directive.start() != at) {
                throw new IllegalArgumentException(
                        format.substring(at) + " (expected: a directive such as %h, %t, %{Referer}i or %>s)");
            }
            String letter = letter(directive.group(3));
            at = directive.group(1) != null ? directive.end() : letterEnd(directive, letter);
            if (directive.group(1) != null) {
                text.append('%');
            } else if (letter.equals("t")) {
                times.add(tokens, text, directive.group(2));
            } else {
                addText(tokens, text);
                tokens.add(new Token.Field(field(letter, directive.group(2))));
            }
        }
        addText(tokens, text);
        return tokens;
    }

    static void addText(List<Token> tokens, StringBuilder text) {
        if (text.length() > 0) {
            tokens.add(new Token.Text(text.toString()));
            text.setLength(0);
        }
    }

    /** The letter of a directive. Only directives that begin with {@code ^} have two letters. */
    private static String letter(@Nullable String matched) {
        return matched == null || matched.startsWith("^") ? String.valueOf(matched) : matched.substring(0, 1);
    }

    private static int letterEnd(Matcher directive, String letter) {
        return directive.start(3) + letter.length();
    }

    private static LogField field(String letter, @Nullable String argument) {
        return switch (letter) {
            // %{c}a is the address of the connection, which is the proxy's if mod_remoteip is in use.
            case "h", "a" -> argument == null ? LogField.CLIENT : LogField.IGNORED;
            case "l" -> LogField.IDENT;
            case "u" -> LogField.USER;
            case "r" -> LogField.REQUEST;
            case "m" -> LogField.METHOD;
            case "U" -> LogField.PATH;
            case "q" -> LogField.QUERY;
            case "s" -> LogField.STATUS;
            case "b", "B", "O" -> LogField.BYTES;
            case "v", "V" -> LogField.VIRTUAL_HOST;
            case "i" -> header(argument == null ? "" : argument);
            default -> LogField.IGNORED;
        };
    }

    /** The field of a request header. */
    static LogField header(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "referer" -> LogField.REFERER;
            case "user-agent" -> LogField.USER_AGENT;
            case "host" -> LogField.VIRTUAL_HOST;
            case "x-forwarded-for",
                    "x-real-ip",
                    "x-client-ip",
                    "cf-connecting-ip",
                    "true-client-ip",
                    "fastly-client-ip" -> LogField.FORWARDED;
            default -> LogField.IGNORED;
        };
    }

    /** The times of one format: {@code %t}, or <code>%{...}t</code> in one or several parts. */
    private static final class ApacheTimes {
        private @Nullable Strftime parts;
        private int place;

        private void add(List<Token> tokens, StringBuilder text, @Nullable String argument) {
            String format = argument == null ? "" : argument.replaceFirst("^(begin|end):", "");
            // Parts with only text between them form one time.
            if (parts != null && place == tokens.size() - 1 && !format.isEmpty()) {
                parts.literal(text.toString());
                text.setLength(0);
                append(parts, format);
                tokens.set(place, new Token.Time(parts.piece()));
                return;
            }
            if (format.isEmpty()) {
                text.append('[');
                addText(tokens, text);
                tokens.add(new Token.Time(new Times.CommonLogTime()));
                text.append(']');
                return;
            }
            addText(tokens, text);
            place = tokens.size();
            switch (format) {
                case "sec" -> tokens.add(new Token.Time(new Times.EpochTime(0)));
                case "msec" -> tokens.add(new Token.Time(new Times.EpochTime(3)));
                case "usec" -> tokens.add(new Token.Time(new Times.EpochTime(6)));
                default -> {
                    parts = new Strftime();
                    append(parts, format);
                    tokens.add(new Token.Time(parts.piece()));
                }
            }
        }

        private static void append(Strftime time, String format) {
            switch (format) {
                case "msec_frac" -> time.fraction(3);
                case "usec_frac" -> time.fraction(6);
                default -> time.format(format);
            }
        }
    }
}
