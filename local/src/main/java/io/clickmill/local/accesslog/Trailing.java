package io.clickmill.local.accesslog;

import java.util.Locale;

/**
 * The rest of a line after the fields of a named format: bare fields such as {@code 0.003} or {@code rt=0.003}, and
 * after a combined line also quoted ones, such as {@code "2.10"} or {@code uct="0.001"}. All of them are skipped except
 * the first quoted list of addresses, which is the client that a proxy forwarded the request for, as in the
 * {@code main} format of nginx. Addresses with ports belong to servers behind a proxy and are ignored.
 *
 * @param quotedToo whether quoted fields are allowed. Not after a common line: such a field may be the referer or the
 *     user agent, and there is no way to know
 */
record Trailing(boolean quotedToo) implements Piece {
    @Override
    public int read(String line, int start, Capture capture) {
        int at = start;
        while (at < line.length()) {
            int item = Pieces.skipBlanks(line, at);
            if (item == at) {
                return NOT_THERE;
            }
            at = itemEnd(line, item, capture);
            if (at < 0) {
                return NOT_THERE;
            }
        }
        int first = Pieces.skipBlanks(line, start);
        if (first < line.length()) {
            capture.set(LogField.TRAILING, line, first, line.length());
        }
        return line.length();
    }

    /** The end of a field. The field may have quoted text after a name and {@code =}: {@code uct="0.001"}. */
    private int itemEnd(String line, int start, Capture capture) {
        int at = start;
        while (at < line.length() && !Pieces.isBlank(line.charAt(at))) {
            if (line.charAt(at) != '"') {
                at = Pieces.next(line, at);
                continue;
            }
            boolean opensField = at == start || line.charAt(at - 1) == '=';
            int end = quoteEnd(line, at + 1);
            if (!quotedToo || !opensField || end < 0) {
                return NOT_THERE;
            }
            noteAddresses(line, start, at + 1, end, capture);
            at = end + 1;
        }
        return at;
    }

    private static int quoteEnd(String line, int start) {
        int at = start;
        while (at < line.length() && line.charAt(at) != '"') {
            at = Pieces.next(line, at);
        }
        return at < line.length() ? at : NOT_THERE;
    }

    private static void noteAddresses(String line, int item, int start, int end, Capture capture) {
        String name = line.substring(item, start).toLowerCase(Locale.ROOT);
        boolean mayBeClient = start == item + 1 || name.contains("forward") || name.contains("xff");
        if (mayBeClient && !capture.has(LogField.FORWARDED) && ClientAddress.isList(line.substring(start, end))) {
            capture.set(LogField.FORWARDED, line, start, end);
        }
    }

    @Override
    public String expected() {
        return quotedToo ? "a blank and another field, or the end of the line" : "a field without quotes, or the end";
    }
}
