package io.clickmill.job.enrich;

import java.util.Arrays;
import java.util.stream.IntStream;

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

    /** The maximum number of brackets that are open at the same time. */
    private static final int MAX_DEPTH = 3;

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

    /** The maximum number of words {@code like}, from which yauaa looks ahead over words. iPhones and Windows phones have two. */
    private static final int MAX_LIKES = 3;

    /** The maximum number of characters beyond ASCII, as in an app's name; halves of surrogate pairs count as well. */
    private static final int MAX_BEYOND_ASCII = 16;

    /** The maximum number of signs of a kind, all characters of the kind together. */
    private enum Signs {
        OPENING_BRACKETS("([{<", 6),
        /** Plus signs replace spaces in some logs. */
        SPACES(" +", 36),
        /** Yauaa tries hyphens as parts of languages and versions. */
        HYPHENS("-", 8),
        SLASHES("/", 16),
        EQUALS("=", 2),
        BARS("|", 1),
        /** Yauaa decodes what follows, which may be a bracket. */
        ENCODED("%", 1),
        /** They begin an attack more often than a browser's name. */
        QUOTES("\"\\<>", 1),
        COLONS(":", 8),
        COMMAS(",", 8),
        SEMICOLONS(";", 18),
        UNDERSCORES("_", 12),
        DOTS(".", 28),
        ATS("@", 2);

        private final String characters;
        private final int limit;

        Signs(String characters, int limit) {
            this.characters = characters;
            this.limit = limit;
        }

        private boolean areFewIn(String userAgent) {
            return userAgent.chars().filter(this::include).count() <= limit;
        }

        private boolean include(int character) {
            return characters.indexOf(character) >= 0;
        }
    }

    private UserAgentShape() {}

    /** Whether the grammar may read this text. */
    static boolean suitsGrammar(String userAgent) {
        return userAgent.length() <= MAX_CHARS
                && Arrays.stream(Signs.values()).allMatch(signs -> signs.areFewIn(userAgent))
                && likes(userAgent) <= MAX_LIKES
                && userAgent.chars().filter(c -> c > '~').count() <= MAX_BEYOND_ASCII
                && userAgent.chars().noneMatch(c -> c < ' ')
                && hasFewNames(userAgent);
    }

    private static long likes(String userAgent) {
        return IntStream.range(0, userAgent.length())
                .filter(i -> userAgent.regionMatches(true, i, "like", 0, 4))
                .count();
    }

    /** Whether brackets are not nested too deeply, and slashes are before few names, in brackets and outside. */
    private static boolean hasFewNames(String userAgent) {
        int depth = 0;
        int deepest = 0;
        int outside = 0;
        int inside = 0;
        for (int i = 0; i < userAgent.length(); i++) {
            char c = userAgent.charAt(i);
            if (Signs.OPENING_BRACKETS.include(c)) {
                depth++;
                deepest = Math.max(deepest, depth);
            } else if (")]}>".indexOf(c) >= 0) {
                depth = Math.max(0, depth - 1);
            } else if (c == '/' && !isDigit(userAgent, i + 1)) {
                outside += depth == 0 ? 1 : 0;
                inside += depth > 0 ? 1 : 0;
            }
        }
        return deepest <= MAX_DEPTH && outside <= MAX_NAMES_OUTSIDE && inside <= MAX_NAMES_INSIDE;
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }
}
