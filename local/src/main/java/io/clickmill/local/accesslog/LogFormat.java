package io.clickmill.local.accesslog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A format of log lines, compiled from the directives of Apache or nginx. For example {@code %h %l %u %t "%r" %>s %b}
 * reads {@code 192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET /a?b=1 HTTP/1.1" 200 512} as a GET of {@code /a?b=1}.
 *
 * <p>A line is read once from left to right, and all of it must match: a quote that is not escaped ends a quoted field,
 * a status has three digits, and a time is a valid one. Only one thread may use a format.
 */
public final class LogFormat {
    private final List<Piece> pieces;
    private final Capture capture = new Capture();
    private int failedAt;
    private boolean hasColumn;
    private String expected = "";

    LogFormat(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /**
     * Compiles a format string, or the whole line of a server's configuration.
     *
     * @throws IllegalArgumentException if the format is invalid, or has no time or no request; the message says what is
     *     expected
     */
    public static LogFormat compile(String text) {
        String nginx = NginxDirectives.formatOf(text);
        List<Token> tokens = NginxDirectives.areIn(nginx)
                ? NginxDirectives.tokens(nginx)
                : ApacheDirectives.tokens(ApacheDirectives.formatOf(text));
        return new LogFormat(FormatCompiler.pieces(tokens));
    }

    static LogFormat compile(String apache, Piece last) {
        List<Piece> pieces = new ArrayList<>(FormatCompiler.pieces(ApacheDirectives.tokens(apache)));
        pieces.add(last);
        return new LogFormat(pieces);
    }

    /** Reads a line. Returns empty if the line does not match; {@link #problem} then says why. */
    public Optional<AccessLogLine> read(String line) {
        return scan(line) ? Optional.of(line(line)) : Optional.empty();
    }

    /** The reason why the line that was read last does not match. */
    public LineProblem problem() {
        return new LineProblem("expected: " + expected, hasColumn ? "at column " + (failedAt + 1) : "");
    }

    /** How many characters of the line that was read last match this format. */
    int readTo() {
        return failedAt;
    }

    boolean scan(String line) {
        capture.clear();
        int at = 0;
        for (Piece piece : pieces) {
            int end = piece.read(line, at, capture);
            if (end < 0) {
                return fail(at, piece.expected());
            }
            at = end;
        }
        at = Pieces.skipBlanks(line, at);
        return at == line.length() || fail(at, "the end of the line");
    }

    private boolean fail(int at, String what) {
        failedAt = at;
        hasColumn = true;
        expected = what;
        return false;
    }

    /** Notes why a line is refused although all of it matches. */
    boolean refuse(String line, String what) {
        failedAt = line.length() + 1;
        hasColumn = false;
        expected = what;
        return false;
    }

    /** The fields of the line that was scanned last. */
    Capture capture() {
        return capture;
    }

    AccessLogLine line(String line) {
        Request request = request(line);
        return new AccessLogLine(
                Instant.ofEpochMilli(capture.epochMillis()),
                ClientAddress.choose(capture.text(LogField.FORWARDED, line), capture.text(LogField.CLIENT, line)),
                capture.text(LogField.VIRTUAL_HOST, line),
                request.method(),
                request.url(),
                status(line),
                number(capture.text(LogField.BYTES, line)),
                capture.text(LogField.REFERER, line),
                userAgent(line));
    }

    /** Null if the format has no user agent; {@code -} if the client sent no such header. */
    private @Nullable String userAgent(String line) {
        if (!capture.has(LogField.USER_AGENT)) {
            return null;
        }
        String text = capture.text(LogField.USER_AGENT, line);
        return text.isEmpty() ? "-" : text;
    }

    private Request request(String line) {
        if (capture.has(LogField.REQUEST)) {
            return Request.parse(capture.text(LogField.REQUEST, line));
        }
        String query = capture.text(LogField.QUERY, line);
        String separator = query.isEmpty() || query.startsWith("?") ? "" : "?";
        return new Request(capture.text(LogField.METHOD, line), capture.text(LogField.PATH, line) + separator + query);
    }

    private int status(String line) {
        return capture.has(LogField.STATUS) ? Math.max(0, (int) number(capture.text(LogField.STATUS, line))) : -1;
    }

    private static long number(String digits) {
        return digits.isEmpty() ? -1 : Long.parseLong(digits);
    }
}
