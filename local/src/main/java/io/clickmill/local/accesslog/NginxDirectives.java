package io.clickmill.local.accesslog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses nginx's {@code log_format}: text and variables, for example {@code $remote_addr - $remote_user [$time_local]
 * "$request" $status $body_bytes_sent}. The values of variables that Clickmill does not use are skipped.
 */
final class NginxDirectives {
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)\\}|(\\w+))");

    /** A whole line of a configuration: {@code log_format main escape=default '...' '...';}. */
    private static final Pattern DIRECTIVE =
            Pattern.compile("\\s*log_format\\s+\\S+\\s+(?:escape=\\w+\\s+)?(['\"].*['\"])\\s*;\\s*", Pattern.DOTALL);

    private static final Pattern QUOTED =
            Pattern.compile("'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\"", Pattern.DOTALL);

    private NginxDirectives() {}

    static boolean areIn(String format) {
        return VARIABLE.matcher(format).find() && !format.contains("%h") && !format.contains("%t");
    }

    /** The format string. If the whole directive is given, its quoted parts are joined. */
    static String formatOf(String text) {
        Matcher directive = DIRECTIVE.matcher(text);
        if (!directive.matches()) {
            if (text.strip().startsWith("log_format")) {
                throw new IllegalArgumentException("log_format (expected: the whole directive, up to its semicolon)");
            }
            return text;
        }
        StringBuilder format = new StringBuilder();
        Matcher part = QUOTED.matcher(directive.group(1));
        while (part.find()) {
            String quoted = part.group(1) != null ? part.group(1) : part.group(2);
            format.append(quoted.replaceAll("\\\\(['\"\\\\])", "$1"));
        }
        return format.toString();
    }

    static List<Token> tokens(String format) {
        List<Token> tokens = new ArrayList<>();
        Matcher variable = VARIABLE.matcher(format);
        int end = 0;
        while (variable.find()) {
            if (variable.start() > end) {
                tokens.add(new Token.Text(format.substring(end, variable.start())));
            }
            String name = variable.group(1) != null ? variable.group(1) : variable.group(2);
            tokens.add(token(name.toLowerCase(Locale.ROOT)));
            end = variable.end();
        }
        if (end < format.length()) {
            tokens.add(new Token.Text(format.substring(end)));
        }
        return tokens;
    }

    private static Token token(String name) {
        return switch (name) {
            case "time_local" -> new Token.Time(new Times.CommonLogTime());
            case "time_iso8601" -> new Token.Time(new Times.IsoTime());
            case "msec" -> new Token.Time(new Times.EpochTime(0));
            default -> new Token.Field(field(name));
        };
    }

    private static LogField field(String name) {
        return switch (name) {
            case "remote_addr" -> LogField.CLIENT;
            case "remote_user" -> LogField.USER;
            case "request" -> LogField.REQUEST;
            case "request_method" -> LogField.METHOD;
            case "request_uri", "uri", "document_uri" -> LogField.PATH;
            case "is_args", "args", "query_string" -> LogField.QUERY;
            case "status" -> LogField.STATUS;
            case "body_bytes_sent", "bytes_sent" -> LogField.BYTES;
            case "host", "http_host", "server_name" -> LogField.VIRTUAL_HOST;
            case "proxy_add_x_forwarded_for", "proxy_protocol_addr" -> LogField.FORWARDED;
            default ->
                name.startsWith("http_")
                        ? ApacheDirectives.header(
                                name.substring("http_".length()).replace('_', '-'))
                        : LogField.IGNORED;
        };
    }
}
