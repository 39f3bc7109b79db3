package io.clickmill.local.accesslog;

import java.util.Locale;

/**
 * What follows the fields that a named format names: bare fields such as {@code 0.003}, {@code rt=0.003}, and after a
 * combined line quoted ones too, such as {@code "2.10"} or {@code uct="0.001"}. All of it is read over, except the first quoted
 * list of addresses: that is whom a proxy forwarded the request for, as in the {@code main} format of nginx. Addresses with
 * ports are servers behind a proxy and are not looked at.
 *
 * @param quotedToo false after a common line: a quoted field there may be the referer or the agent, which nobody can tell
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

    /** A field and, directly after a name in it, quoted text: {@code uct="0.001"}. */
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
