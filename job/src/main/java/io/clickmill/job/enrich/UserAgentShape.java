package io.clickmill.job.enrich;

/**
 * Decides from the text alone whether yauaa's grammar can read a user agent quickly. The grammar looks ahead at every
 * separator, so its time grows faster than the length: {@code "a/"} 48 times takes a second, and nested brackets take
 * longer still. The decision uses no clock, so a replay decides the same.
 *
 * <p>The limits leave room for ordinary user agents. Of 4,442 in yauaa's own collection and in public access logs that
 * are neither attacks nor damaged, 25 exceed them; of 15,086 logged requests, one. A search for slow texts within the
 * limits found none that takes more than a tenth of a second.
 */
final class UserAgentShape {
    /** The maximum number of characters. A single ordinary user agent of yauaa's collection is longer: 468. */
    static final int MAX_CHARS = 400;

    /** The maximum number of opening brackets, {@code ( [ { <} together. */
    private static final int MAX_BRACKETS = 6;

    /** The maximum number of brackets that are open at the same time. */
    private static final int MAX_DEPTH = 3;

    /** The maximum number of spaces, and plus signs, which replace them in some logs. */
    private static final int MAX_SPACES = 36;

    /** The maximum number of hyphens, which yauaa tries as parts of languages and versions. */
    private static final int MAX_HYPHENS = 8;

    private static final int MAX_SLASHES = 16;

    /**
     * The maximum number of slashes outside brackets, not counting those before a digit: {@code a/b} has one, and
     * {@code http://a/b} has three.
     */
    private static final int MAX_NAMES_OUTSIDE = 6;

    /**
     * The maximum number of slashes in brackets, not counting those before a digit: {@code [FBAN/FBIOS;FBSN/iOS]} has
     * two.
     */
    private static final int MAX_NAMES_INSIDE = 10;

    private static final int MAX_EQUALS = 2;
    private static final int MAX_BARS = 1;

    /** The maximum number of {@code %} signs: yauaa decodes what follows, which may be a bracket. */
    private static final int MAX_ENCODED = 1;

    /**
     * The maximum number of quotes, backslashes and angle brackets. They begin an attack more often than a browser's
     * name.
     */
    private static final int MAX_QUOTES = 1;

    /**
     * The maximum number of words {@code like}, from which yauaa looks ahead over words. iPhones and Windows phones
     * have two.
     */
    private static final int MAX_LIKES = 3;

    /** The maximum number of characters beyond ASCII, as in an app's name; halves of surrogate pairs count as well. */
    private static final int MAX_BEYOND_ASCII = 16;

    private static final int MAX_COLONS = 8;
    private static final int MAX_COMMAS = 8;
    private static final int MAX_SEMICOLONS = 18;
    private static final int MAX_UNDERSCORES = 12;
    private static final int MAX_DOTS = 28;
    private static final int MAX_ATS = 2;

    private int depth;
    private int deepest;
    private int brackets;
    private int spaces;
    private int hyphens;
    private int slashes;
    private int namesOutside;
    private int namesInside;
    private int equals;
    private int bars;
    private int encoded;
    private int quotes;
    private int colons;
    private int commas;
    private int semicolons;
    private int underscores;
    private int dots;
    private int ats;
    private int controls;
    private int likes;
    private int beyondAscii;

    private UserAgentShape() {}

    /** Whether the grammar may read this text. */
    static boolean suitsGrammar(String userAgent) {
        if (userAgent.length() > MAX_CHARS) {
            return false;
        }
        UserAgentShape shape = new UserAgentShape();
        for (int i = 0; i < userAgent.length(); i++) {
            char next = i + 1 < userAgent.length() ? userAgent.charAt(i + 1) : ' ';
            shape.add(userAgent.charAt(i), next);
            shape.likes += userAgent.regionMatches(true, i, "like", 0, 4) ? 1 : 0;
        }
        return shape.isWithinLimits();
    }

    private void add(char c, char next) {
        switch (c) {
            case '(', '[', '{' -> open();
            case ')', ']', '}' -> depth = Math.max(0, depth - 1);
            case '<' -> {
                open();
                quotes++;
            }
            case '>' -> {
                depth = Math.max(0, depth - 1);
                quotes++;
            }
            case '"', '\\' -> quotes++;
            case '/' -> slash(next);
            case '=' -> equals++;
            case '|' -> bars++;
            case '%' -> encoded++;
            case ' ', '+' -> spaces++;
            case '-' -> hyphens++;
            case ':' -> colons++;
            case ',' -> commas++;
            case ';' -> semicolons++;
            case '_' -> underscores++;
            case '.' -> dots++;
            case '@' -> ats++;
            default -> {
                controls += c < ' ' ? 1 : 0;
                beyondAscii += c > '~' ? 1 : 0;
            }
        }
    }

    private void open() {
        brackets++;
        depth++;
        deepest = Math.max(deepest, depth);
    }

    private void slash(char next) {
        slashes++;
        boolean beforeVersion = next >= '0' && next <= '9';
        if (!beforeVersion && depth == 0) {
            namesOutside++;
        } else if (!beforeVersion) {
            namesInside++;
        }
    }

    private boolean isWithinLimits() {
        return brackets <= MAX_BRACKETS
                && deepest <= MAX_DEPTH
                && spaces <= MAX_SPACES
                && hyphens <= MAX_HYPHENS
                && colons <= MAX_COLONS
                && commas <= MAX_COMMAS
                && semicolons <= MAX_SEMICOLONS
                && underscores <= MAX_UNDERSCORES
                && dots <= MAX_DOTS
                && ats <= MAX_ATS
                && slashes <= MAX_SLASHES
                && namesOutside <= MAX_NAMES_OUTSIDE
                && namesInside <= MAX_NAMES_INSIDE
                && equals <= MAX_EQUALS
                && bars <= MAX_BARS
                && encoded <= MAX_ENCODED
                && quotes <= MAX_QUOTES
                && likes <= MAX_LIKES
                && beyondAscii <= MAX_BEYOND_ASCII
                && controls == 0;
    }
}
