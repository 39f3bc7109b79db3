package io.clickmill.local.accesslog;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turns the tokens of a format string into the pieces that read a line. */
final class FormatCompiler {
    private final List<Token> tokens;

    private FormatCompiler(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** @throws IllegalArgumentException if the tokens lack a time or a request, or if the end of a field is unclear */
    static List<Piece> pieces(List<Token> tokens) {
        requireClick(tokens);
        FormatCompiler compiler = new FormatCompiler(tokens);
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            pieces.add(compiler.piece(i));
        }
        return pieces;
    }

    private static void requireClick(List<Token> tokens) {
        Set<LogField> fields = new TreeSet<>();
        boolean hasTime = false;
        for (Token token : tokens) {
            hasTime |= token instanceof Token.Time;
            if (token instanceof Token.Field field) {
                fields.add(field.field());
            }
        }
        if (!hasTime) {
            throw new IllegalArgumentException("no time (expected: %t, %{...}t, $time_local, $time_iso8601 or $msec)");
        }
        if (!fields.contains(LogField.REQUEST) && !fields.contains(LogField.PATH)) {
            throw new IllegalArgumentException("no request (expected: \"%r\", %U, \"$request\", $request_uri or $uri)");
        }
    }

    private Piece piece(int index) {
        Token token = tokens.get(index);
        if (token instanceof Token.Text text) {
            return new Pieces.Literal(text.text());
        }
        if (token instanceof Token.Time time) {
            return time.piece();
        }
        return field(((Token.Field) token).field(), index);
    }

    private Piece field(LogField field, int index) {
        @Nullable String before = text(index - 1);
        @Nullable String after = text(index + 1);
        boolean inQuotes = before != null && before.endsWith("\"") && after != null && after.startsWith("\"");
        if (field == LogField.STATUS) {
            return new Pieces.Status();
        }
        if (field == LogField.BYTES) {
            return new Pieces.Bytes();
        }
        if (inQuotes) {
            return new Pieces.Quoted(field);
        }
        boolean mayBeEmpty = field == LogField.QUERY;
        if (after == null && index + 1 == tokens.size()) {
            return mayBeEmpty || field.mayHoldBlanks() ? new Pieces.Rest(field) : new Pieces.Bare(field, ' ', false);
        }
        if (after == null) {
            return adjacent(field, index);
        }
        char stop = after.charAt(0);
        if (Pieces.isBlank(stop) && (field == LogField.CLIENT || field == LogField.FORWARDED)) {
            return new Pieces.Addresses(field);
        }
        if (field.mayHoldBlanks() && index + 2 < tokens.size()) {
            return new Pieces.TextBefore(field, new Pieces.Literal(after), ahead(index + 2));
        }
        return new Pieces.Bare(field, stop, mayBeEmpty);
    }

    /** A field directly before another field. Only a path before its query is allowed, as the question mark ends it. */
    private Piece adjacent(LogField field, int index) {
        boolean beforeQuery = tokens.get(index + 1) instanceof Token.Field next && next.field() == LogField.QUERY;
        if (beforeQuery && field == LogField.PATH) {
            return new Pieces.Bare(field, '?', false);
        }
        if (beforeQuery && field == LogField.QUERY) {
            return new Pieces.QuestionMark();
        }
        throw new IllegalArgumentException(
                "two fields without anything between them (expected: a blank, a quote or another character)");
    }

    /**
     * The piece after a literal. It is read only to find the end of the field before. Of a field with blanks, its first
     * word is enough.
     */
    private Piece ahead(int index) {
        Token token = tokens.get(index);
        boolean isText = token instanceof Token.Field field && field.field().mayHoldBlanks();
        return isText ? new Pieces.Bare(LogField.IGNORED, ' ', false) : piece(index);
    }

    private @Nullable String text(int index) {
        return index >= 0 && index < tokens.size() && tokens.get(index) instanceof Token.Text text ? text.text() : null;
    }
}
