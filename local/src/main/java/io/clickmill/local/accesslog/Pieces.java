package io.clickmill.local.accesslog;

/** The pieces of a format other than times. Each reads its characters once, and looks ahead at most one piece. */
final class Pieces {
    private Pieces() {}

    static boolean isBlank(char character) {
        return character == ' ' || character == '\t';
    }

    static int skipBlanks(String line, int at) {
        int end = at;
        while (end < line.length() && isBlank(line.charAt(end))) {
            end++;
        }
        return end;
    }

    /** The position after the character at {@code at}. A backslash and the character after it count as one. */
    static int next(String line, int at) {
        return line.charAt(at) == '\\' && at + 1 < line.length() ? at + 2 : at + 1;
    }

    /**
     * Literal text of the format. A blank stands for one or more blanks, because Jetty writes two around ident and
     * user.
     */
    record Literal(String text) implements Piece {
        @Override
        public int read(String line, int start, Capture capture) {
            int at = start;
            for (int i = 0; i < text.length(); i++) {
                if (at >= line.length()) {
                    return NOT_THERE;
                }
                char wanted = text.charAt(i);
                if (isBlank(wanted)) {
                    if (!isBlank(line.charAt(at))) {
                        return NOT_THERE;
                    }
                    at = wanted == '\t' ? at + 1 : skipBlanks(line, at);
                } else if (line.charAt(at++) != wanted) {
                    return NOT_THERE;
                }
            }
            return at;
        }

        @Override
        public String expected() {
            return text.isBlank() ? "a blank" : '`' + text.strip() + '`';
        }
    }

    /** A field in quotes. It ends before the first quote that is not escaped; the next literal reads that quote. */
    record Quoted(LogField field) implements Piece {
        @Override
        public int read(String line, int start, Capture capture) {
            int at = start;
            while (at < line.length()) {
                char character = line.charAt(at);
                if (character == '"') {
                    capture.set(field, line, start, at);
                    return at;
                }
                at += character == '\\' ? 2 : 1;
            }
            return NOT_THERE;
        }

        @Override
        public String expected() {
            return "a quote that ends the field";
        }
    }

    /**
     * A field without quotes, up to the character after it in the format. A path before a query also ends at a blank.
     */
    record Bare(LogField field, char stop, boolean mayBeEmpty) implements Piece {
        @Override
        public int read(String line, int start, Capture capture) {
            int at = start;
            while (at < line.length() && !isEnd(line.charAt(at))) {
                at = next(line, at);
            }
            if (at == start && !mayBeEmpty || at > line.length()) {
                return NOT_THERE;
            }
            capture.set(field, line, start, at);
            return at;
        }

        private boolean isEnd(char character) {
            boolean blankEnds = isBlank(stop) || stop == '?';
            return character == stop || blankEnds && isBlank(character) || character == '"';
        }

        @Override
        public String expected() {
            return field == LogField.IGNORED ? "a field" : "a field without blanks";
        }
    }

    /** An address, or a list of addresses as proxies write it: {@code 203.0.113.9, 10.0.0.1}. */
    record Addresses(LogField field) implements Piece {
        @Override
        public int read(String line, int start, Capture capture) {
            int at = start;
            while (at < line.length()) {
                char character = line.charAt(at);
                if (isBlank(character) && line.charAt(Math.max(start, at - 1)) != ',' || character == '"') {
                    break;
                }
                at++;
            }
            if (at == start) {
                return NOT_THERE;
            }
            capture.set(field, line, start, at);
            return at;
        }

        @Override
        public String expected() {
            return "an address";
        }
    }

    /**
     * A field that may contain blanks. It ends at the first place where both the literal and the following piece match.
     *
     * @param looked receives the fields that are read while looking ahead
     */
    record TextBefore(LogField field, Literal literal, Piece following, Capture looked) implements Piece {
        TextBefore(LogField field, Literal literal, Piece following) {
            this(field, literal, following, new Capture());
        }

        @Override
        public int read(String line, int start, Capture capture) {
            // If the field is empty, the literal's blank is already read: the piece before took the run of blanks.
            if (start > 0 && isBlank(line.charAt(start - 1)) && isThere(line, start - 1)) {
                capture.set(field, line, start, start);
                return start - 1;
            }
            char first = literal.text().charAt(0);
            for (int at = line.indexOf(first, start); at >= 0; at = line.indexOf(first, behind(line, at))) {
                if (isThere(line, at)) {
                    capture.set(field, line, start, at);
                    return at;
                }
            }
            return NOT_THERE;
        }

        /** The next place to try. A run of blanks is skipped, because the literal reads the whole run as one blank. */
        private static int behind(String line, int at) {
            return isBlank(line.charAt(at)) ? skipBlanks(line, at) : at + 1;
        }

        private boolean isThere(String line, int at) {
            // Clear the positions of the line before; they are not valid in this one.
            looked.clear();
            int end = literal.read(line, at, looked);
            return end >= 0 && following.read(line, end, looked) >= 0;
        }

        @Override
        public String expected() {
            return following.expected();
        }
    }

    /** An HTTP status. nginx writes {@code 000} if it sent no response, and {@code 009} for HTTP/0.9. */
    record Status() implements Piece {
        @Override
        public int read(String line, int start, Capture capture) {
            if (start < line.length() && line.charAt(start) == '-') {
                capture.set(LogField.STATUS, line, start, start + 1);
                return start + 1;
            }
            int end = digitsEnd(line, start);
            boolean isStatus = end == start + 3
                    && (line.charAt(start) >= '1' && line.charAt(start) <= '5'
                            || line.startsWith("000", start)
                            || line.startsWith("009", start));
            if (!isStatus) {
                return NOT_THERE;
            }
            capture.set(LogField.STATUS, line, start, end);
            return end;
        }

        @Override
        public String expected() {
            return "a status of 100 to 599";
        }
    }

    /** A number of bytes, or {@code -} if it is absent. */
    record Bytes() implements Piece {
        /** The size of any response has fewer digits. A number of 18 digits fits into a long. */
        private static final int MAX_DIGITS = 18;

        @Override
        public int read(String line, int start, Capture capture) {
            boolean none = start < line.length() && line.charAt(start) == '-';
            int end = none ? start + 1 : digitsEnd(line, start);
            if (end == start || end - start > MAX_DIGITS) {
                return NOT_THERE;
            }
            capture.set(LogField.BYTES, line, start, end);
            return end;
        }

        @Override
        public String expected() {
            return "a number of bytes or -";
        }
    }

    static int digitsEnd(String line, int start) {
        int end = start;
        while (end < line.length() && line.charAt(end) >= '0' && line.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    /** A last field without quotes. It takes the rest of the line. */
    record Rest(LogField field) implements Piece {
        @Override
        public int read(String line, int start, Capture capture) {
            capture.set(field, line, start, line.length());
            return line.length();
        }

        @Override
        public String expected() {
            return "a field";
        }
    }

    /** The optional question mark between path and query. It is absent if the request has no query. */
    record QuestionMark() implements Piece {
        @Override
        public int read(String line, int start, Capture capture) {
            return start < line.length() && line.charAt(start) == '?' ? start + 1 : start;
        }

        @Override
        public String expected() {
            return "a question mark or nothing";
        }
    }
}
