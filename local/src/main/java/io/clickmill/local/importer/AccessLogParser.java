package io.clickmill.local.importer;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import nl.basjes.parse.core.Parser;
import nl.basjes.parse.core.exceptions.DissectionFailure;
import nl.basjes.parse.core.exceptions.InvalidDissectorException;
import nl.basjes.parse.core.exceptions.MissingDissectorsException;
import nl.basjes.parse.httpdlog.HttpdLoglineParser;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line of a web server's log in one of Apache's two standard formats. For example
 * {@code 192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET /a?b=1 HTTP/1.1" 200 512 "-" "curl/8.0"} is a GET of
 * {@code /a?b=1} at 2015-05-17T10:05:03Z.
 *
 * <p>Only the tokens of the line are asked for: to take URIs and times apart as well costs the library three quarters of
 * its speed. One parser is for one thread.
 */
final class AccessLogParser {
    /** The formats by the names that Apache's own configuration gives them. */
    enum LogFormat {
        COMBINED("%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\""),
        COMMON("%h %l %u %t \"%r\" %>s %b");

        private final String pattern;

        LogFormat(String pattern) {
            this.pattern = pattern;
        }
    }

    private static final DateTimeFormatter LOG_TIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("dd/MMM/uuuu:HH:mm:ss Z")
            .toFormatter(Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);

    private final Parser<Tokens> parser;
    private final Tokens tokens = new Tokens();

    AccessLogParser(LogFormat format) {
        parser = new HttpdLoglineParser<>(Tokens.class, format.pattern);
        try {
            parser.addParseTarget("setHost", "IP:connection.client.host");
            parser.addParseTarget("setTime", "TIME.STAMP:request.receive.time");
            parser.addParseTarget("setRequest", "HTTP.FIRSTLINE:request.firstline");
            parser.addParseTarget("setStatus", "STRING:request.status.last");
            parser.addParseTarget("setBytes", "BYTESCLF:response.body.bytes");
            if (format == LogFormat.COMBINED) {
                parser.addParseTarget("setReferer", "HTTP.URI:request.referer");
                parser.addParseTarget("setUserAgent", "HTTP.USERAGENT:request.user-agent");
            }
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a token has no setter", e);
        }
    }

    /** The line, or empty if it is not of this format, or its time or status is none. */
    Optional<AccessLogLine> parse(String line) {
        tokens.clear();
        try {
            parser.parse(tokens, line);
            return Optional.of(tokens.toLine());
        } catch (DissectionFailure | DateTimeException | NumberFormatException e) {
            return Optional.empty();
        } catch (InvalidDissectorException | MissingDissectorsException e) {
            throw new IllegalStateException("the log format asks for a token that does not exist", e);
        }
    }

    /** What the library sets, by reflection; null is what the log writes as {@code -}. */
    public static final class Tokens {
        private String host = "";
        private String time = "";
        private String request = "";
        private String status = "";
        private String bytes = "";
        private String referer = "";
        private String userAgent = "";

        private void clear() {
            host = "";
            time = "";
            request = "";
            status = "";
            bytes = "";
            referer = "";
            userAgent = "";
        }

        private AccessLogLine toLine() {
            String method = "";
            String url = request;
            int methodEnd = request.indexOf(' ');
            if (methodEnd > 0 && isMethod(request, methodEnd)) {
                method = request.substring(0, methodEnd);
                int protocol = request.lastIndexOf(" HTTP/");
                // HTTP/0.9 names no protocol.
                url = request.substring(methodEnd + 1, protocol > methodEnd ? protocol : request.length());
            }
            return new AccessLogLine(
                    OffsetDateTime.parse(time, LOG_TIME).toInstant(),
                    host,
                    method,
                    url,
                    (int) number(status),
                    number(bytes),
                    referer,
                    userAgent);
        }

        private static boolean isMethod(String request, int end) {
            for (int i = 0; i < end; i++) {
                char c = request.charAt(i);
                if ((c < 'A' || c > 'Z') && c != '-' && c != '_') {
                    return false;
                }
            }
            return true;
        }

        private static long number(String digits) {
            return digits.isEmpty() ? -1 : Long.parseLong(digits);
        }

        /** The library turns the server's {@code \x16} into the character; here it is written as in the log again. */
        private static String text(@Nullable String value) {
            if (value == null || value.equals("-")) {
                return "";
            }
            return value.chars().anyMatch(Character::isISOControl) ? escapeControls(value) : value;
        }

        private static String escapeControls(String value) {
            StringBuilder escaped = new StringBuilder(value.length() + 16);
            for (char c : value.toCharArray()) {
                if (Character.isISOControl(c)) {
                    escaped.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
                } else {
                    escaped.append(c);
                }
            }
            return escaped.toString();
        }

        public void setHost(@Nullable String value) {
            host = text(value);
        }

        public void setTime(@Nullable String value) {
            time = text(value);
        }

        public void setRequest(@Nullable String value) {
            request = text(value);
        }

        public void setStatus(@Nullable String value) {
            status = text(value);
        }

        public void setBytes(@Nullable String value) {
            bytes = text(value);
        }

        public void setReferer(@Nullable String value) {
            referer = text(value);
        }

        public void setUserAgent(@Nullable String value) {
            userAgent = text(value);
        }
    }
}
